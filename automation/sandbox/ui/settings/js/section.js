// The OAuth2 Clients section: what it holds and what its buttons do. How it looks is the view's.

import { deleteClient, listClients, saveClient } from "./api.js";
import { config } from "./config.js";
import { createForm } from "./form.js";
import { t } from "./i18n.js";
import { existingClient, idProperty, newClient, toBody } from "./model.js";
import { notify } from "./snackbar.js";

let closesItself = config.formCloses;

export function createSection(createView, ownedProperties) {
  let clients = null;
  let record = null;
  let form = null;
  let isSaving = false;
  let isShown = true;

  const view = createView({ add, edit, remove, save, cancel });
  load();
  return { element: view.element, leave };

  function leave() {
    isShown = false;
    close();
  }

  function render() {
    if (isShown) {
      view.show({ clients, isSaving });
    }
  }

  async function load() {
    render();
    try {
      clients = await listClients();
    } catch {
      // Upstream does not handle it either: the section stays as it is.
      return;
    }
    render();
  }

  function open(next) {
    close();
    record = next;
    form = createForm(record, checked);
    const title = record.original ? t("Edit OAuth2 Client") : t("Create new OAuth2 Client");
    view.openDialog({ form, title, client: record.original });
  }

  function close() {
    form?.unmount();
    view.closeDialog();
    form = null;
  }

  // A re-render that takes the form with it, if the sandbox was told to have that fault.
  function checked() {
    if (closesItself) {
      closesItself = false;
      close();
      render();
    }
  }

  function add() {
    open(newClient());
  }

  function edit(client) {
    // The 2.42+ object has no `secret`, which leaves that field empty.
    open(existingClient(client));
  }

  function cancel() {
    close();
    load();
  }

  async function save() {
    const saved = record;
    if (config.isAuthserver && form.showMissing()) {
      return;
    }
    if (!config.isAuthserver && !saved.isDirty) {
      notify(t("Failed to save OAuth2 client"));
      return;
    }
    rename(saved);
    begin();
    try {
      await saveClient(toBody(saved, ownedProperties), saved.original?.id);
    } catch {
      end();
      failed(saved);
      return;
    }
    end();
    close();
    notify(t("OAuth2 client saved"));
    load();
  }

  // Upstream's form works on what is listed, of which the list reads nothing but the first column anew.
  function rename({ original, values }) {
    if (original && config.isAuthserver) {
      original[idProperty] = values[idProperty];
    } else if (original) {
      original.displayName = values.name;
    }
  }

  function begin() {
    isSaving = true;
    if (view.hidesDialogWhileSaving) {
      close();
    }
    render();
  }

  function end() {
    isSaving = false;
    render();
  }

  function failed(saved) {
    if (view.hidesDialogWhileSaving && isShown) {
      open(saved);
    } else {
      form?.showMissing();
    }
    notify(t("Failed to save OAuth2 client"));
  }

  async function remove(client) {
    close();
    try {
      await deleteClient(client);
    } catch {
      // Builds up to 2.36 have no words of their own for it.
      notify(t(config.editor === "fab" ? "Failed to save OAuth2 client" : "Failed to delete OAuth2 client"));
      return;
    }
    notify(t("OAuth2 client deleted"));
    load();
  }
}
