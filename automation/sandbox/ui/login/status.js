// What the page shows after an answer: the step, which kind of code it asks for, and the notice.

export const FIRST = { step: "password", kind: "", title: "" };

const CODE_KINDS = {
  INCORRECT_TWO_FACTOR_CODE: "unsaid",
  INCORRECT_TWO_FACTOR_CODE_TOTP: "app",
  EMAIL_TWO_FACTOR_CODE_SENT: "email",
  INCORRECT_TWO_FACTOR_CODE_EMAIL: "email",
};
const CONTACT = "Contact your system administrator.";
const NOTICES = {
  PASSWORD_EXPIRED: { title: "Password expired", text: CONTACT },
  ACCOUNT_DISABLED: { title: "Account not accessible", text: CONTACT },
  ACCOUNT_LOCKED: { title: "Account not accessible", text: CONTACT },
  ACCOUNT_EXPIRED: { title: "Account not accessible", text: CONTACT },
  INVALID: { title: "" },
};

export function afterStatus(view, status, { isSilent }) {
  if (view.step === "code") {
    // On the second step every answer but success is taken for a wrong code.
    return { ...view, kind: view.kind === "unsaid" ? "app" : view.kind, title: "Incorrect authentication code" };
  }
  if (status in CODE_KINDS) {
    const title = status === "INCORRECT_TWO_FACTOR_CODE_EMAIL" ? "Incorrect authentication code" : "";
    return { step: "code", kind: CODE_KINDS[status], title };
  }
  if (isSilent) {
    return FIRST;
  }
  // Also REQUIRES_TWO_FACTOR_ENROLMENT: the app does not know it.
  return { ...FIRST, ...(NOTICES[status] ?? { title: "Something went wrong", text: CONTACT }) };
}

export function afterRefusal(httpStatus, message, { isSilent }) {
  const isWrong = isSilent || (httpStatus >= 400 && httpStatus < 500);
  return { ...FIRST, ...(isWrong ? { title: "Incorrect username or password" } : { title: "Something went wrong", text: message }) };
}
