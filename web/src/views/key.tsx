import { useState } from "preact/hooks";
import { isUnlocked, unlock } from "../api";

/** Asks for an API key; it is kept in this tab and nowhere else. */
export function KeyForm() {
  const [key, setKey] = useState("");
  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        unlock(key.trim());
      }}
    >
      <h1>This service needs a key</h1>
      {isUnlocked() && (
        <p class="notice notice-bad" role="alert">
          The service does not know that key, or it was revoked.
        </p>
      )}
      <label for="key">API key</label>
      <input
        id="key"
        type="password"
        autocomplete="off"
        spellcheck={false}
        required
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
        aria-describedby="key-hint"
      />
      <p id="key-hint" class="small">
        Whoever runs the service makes one with <code>keyquestions keys create</code>. It stays in this tab
        until you close it.
      </p>
      <button type="submit" class="primary">
        Open
      </button>
    </form>
  );
}
