// The login app (v100.4.6) leaves parts of most of its languages in English.

const WORDS = {
  fr: {
    "Log in": "Se connecter",
    Username: "Nom d'utilisateur",
    Password: "Mot de passe",
    "Verify and log in": "Vérifier et se connecter",
    "Authentication code": "Code d'authentification",
    "Two-factor authentication": "Authentification à deux facteurs ",
    Cancel: "Annuler",
    "Incorrect username or password": "Nom d'utilisateur ou mot de passe incorrect",
    "Incorrect authentication code": "Code d'authentification incorrect",
    "Something went wrong": "Un problème s'est produit",
  },
  es: { "Log in": "Conectarse", Username: "Nombre de usuario", Password: "Contraseña" },
  vi: { "Log in": "Đăng nhập", Username: "Tên đăng nhập", Password: "Mật khẩu" },
  zh: { "Log in": "登录", Username: "用户名", Password: "口令" },
  pt: { Username: "Nome de usuário", Password: "Senha" },
  ar: { Username: "اسم المستخدم", Password: "كلمة المرور" },
  lo: { Username: "ຊື່ຜູ້ໃຊ້", Password: "ລະຫັດຜ່ານ" },
  ru: { Username: "Имя пользователя", Password: "Пароль" },
};

export function translator(locale) {
  return (sentence) => WORDS[locale]?.[sentence] ?? sentence;
}
