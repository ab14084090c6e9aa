"""The texts that the server translates: those of the Struts sign-in page, and those of the 2.36 settings app."""

from collections.abc import Iterable

# dhis2-core 2.36.13, i18n_global_<locale>.properties.
_WORDS: dict[str, dict[str, str]] = {
    "en": {"save": "Save", "edit": "Edit", "delete": "Delete", "yes": "Yes", "no": "No",
           "access_denied": "Access denied"},
    "fr": {"save": "Sauvegarder", "edit": "Modifier", "delete": "Supprimer", "yes": "Oui", "no": "Non"},
    "pt": {"save": "Salvar", "edit": "Editar", "delete": "Suprimir", "yes": "Sim", "no": "Não"},
    "es": {"save": "Guardar", "edit": "Editar", "delete": "Eliminar", "yes": "Sí", "no": "No"},
    "ar": {"save": "حفظ", "edit": "تعديل", "delete": "حذف", "yes": "نعم", "no": "لا"},
    "lo": {"save": "ບັນທຶກ", "edit": "ແກ້ໄຂ", "delete": "ລົບ", "yes": "ແມ່ນ", "no": "ບໍ່ແມນ"},
    "vi": {"save": "Lưu", "edit": "Chỉnh sửa", "delete": "Xóa", "yes": "Có", "no": "Không"},
    "ru": {"save": "Сохранить", "edit": "Редактировать", "delete": "Удалить", "yes": "Да", "no": "Нет"},
    "zh": {"save": "保存", "edit": "编辑", "delete": "删除", "yes": "是", "no": "否"},
}  # fmt: skip
# dhis2-core 2.40.11, i18n_global_<locale>.properties; what is not translated stays English.
_SIGN_IN: dict[str, dict[str, str]] = {
    "en": {"sign_in": "Sign in", "login_username": "Username", "login_password": "Password",
           "account_locked": "Your account is locked",
           "wrong_username_or_password": "Wrong username or password"},
    "fr": {"sign_in": "Entrer", "login_username": "Nom d'utilisateur", "login_password": "Mot de passe",
           "account_locked": "Votre compte est bloqué",
           "wrong_username_or_password": "Identifiant ou mot de passe incorrect"},
    "pt": {"sign_in": "Entrar", "login_username": "Nome de usuário", "login_password": "Senha",
           "wrong_username_or_password": "Utilizador ou password errado(s)"},
    "es": {"sign_in": "Iniciar sesión", "login_username": "Nombre de usuario", "login_password": "Contraseña",
           "wrong_username_or_password": "Nombre de usuario o contraseña incorrecto"},
    "ar": {"sign_in": "تسجيل دخول", "login_username": "اسم المستخدم", "login_password": "كلمة المرور",
           "wrong_username_or_password": "اسم المستخدم أو كلمة المرور خطأ"},
    "lo": {"sign_in": "ເຂົ້າສູ່ລະບົບ", "login_username": "ຊື່ຜູ້ໃຊ້", "login_password": "ລະຫັດຜ່ານ",
           "wrong_username_or_password": "ຊື່ ລະຫັດຜ່ານ ບໍ່ຖືກ"},
    "vi": {"sign_in": "Đăng nhập", "login_username": "Tên đăng nhập", "login_password": "Mật khẩu",
           "wrong_username_or_password": "Sai tên truy cập hoặc mật khẩu"},
    "ru": {"sign_in": "Войти в систему", "login_username": "Имя пользователя", "login_password": "Пароль",
           "wrong_username_or_password": "Неверное имя пользователя или пароль"},
    "zh": {"sign_in": "登录", "login_username": "用户名", "login_password": "口令",
           "wrong_username_or_password": "错误的用户名或口令"},
}  # fmt: skip


def sign_in_words(locale: str) -> dict[str, str]:
    """The words of the Struts sign-in page."""
    return _SIGN_IN["en"] | _SIGN_IN.get(locale, {})


def server_words(locale: str, keys: Iterable[str]) -> dict[str, str]:
    """Each key's translation, else its English word, else the key itself, as DHIS2 answers."""
    own, english = _WORDS.get(locale, {}), _WORDS["en"]
    return {key: own.get(key, english.get(key, key)) for key in keys}
