"""The server's own words: those the 2.36 settings app fetches with `POST /api/i18n`."""

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


def server_words(locale: str, keys: Iterable[str]) -> dict[str, str]:
    """Each key's translation, else its English word, else the key itself, as DHIS2 answers."""
    own, english = _WORDS.get(locale, {}), _WORDS["en"]
    return {key: own.get(key, english.get(key, key)) for key in keys}
