"""What System Settings says in each language, as far as tests have to read it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingsLabels:
    """A category at the side that is translated in every build, the empty list, and the word after Save.

    `category` is *Access*, or *Email* (lo) and *General* (zh) where that is translated in every build from 2.30 to
    2.43.1: settings-app i18n/<locale>.po, up to v36 i18n_module_<locale>.properties. The other two are missing in
    many builds, which then show English.
    """

    category: str
    empty: str
    saved: str


_EMPTY = "There are currently no OAuth2 clients registered"
_SAVED = "OAuth2 client saved"

SETTINGS_LABELS = {
    "en": SettingsLabels("Access", _EMPTY, _SAVED),
    "fr": SettingsLabels("Accès", "Il n'y a actuellement aucun client OAuth2 enregistré", "Client OAuth2 enregistré"),
    "pt": SettingsLabels("Acesso", "No momento, não há clientes OAuth2 registrados", "Cliente OAuth2 salvo"),
    "es": SettingsLabels("Acceso", "Actualmente no hay clientes OAuth2 registrados", "Cliente OAuth2 guardado"),
    "ar": SettingsLabels("الوصول", "لا يوجد حاليا عملاء OAuth2 مسجلين", "تم حفظ عميل OAuth2"),
    "lo": SettingsLabels("ອີເມວ", _EMPTY, _SAVED),
    "vi": SettingsLabels("Truy xuất", "Hiện không có máy khách OAuth2 được đăng ký", "Máy khách OAuth2 đã lưu"),
    "ru": SettingsLabels("Доступ", "На данный момент нет зарегистрированных клиентов OAuth2", "Клиент OAuth2 сохранен"),  # noqa: RUF001 - Russian
    "zh": SettingsLabels("常规", "当前没有OAuth2 客户端注册", "OAth2客户已经保存"),
}


def empty(language: str) -> re.Pattern[str]:
    """What an empty list says."""
    return _or_english(_words(language).empty, _EMPTY)


def saved(language: str) -> re.Pattern[str]:
    """What is said for a moment after Save."""
    return _or_english(_words(language).saved, _SAVED)


def _words(language: str) -> SettingsLabels:
    return SETTINGS_LABELS.get(language, SETTINGS_LABELS["en"])


def _or_english(text: str, english: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(text)}|{re.escape(english)}")
