// Passkeys: asks the device, and puts its answer in the form that the page already holds. Without them, codes do.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const make = async (options) => {
    const answer = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    const { attestationObject, clientDataJSON } = answer.response;
    return { answer, response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) } };
  };

  const prove = async (options) => {
    const answer = await navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
    });
    const { authenticatorData, clientDataJSON, signature, userHandle } = answer.response;
    const response = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature) };
    return { answer, response: userHandle ? { ...response, userHandle: text(userHandle) } : response };
  };

  const run = async (form) => {
    // Asked once: an answer that came back with a wrong password is good still; without a password there is no use.
    const { answer: given, current_password: password } = form.elements;
    if (given.value || (password && !password.value)) { form.submit(); return; }
    const options = JSON.parse(form.dataset.passkey);
    const { answer, response } = await (form.dataset.act === "make" ? make : prove)(options);
    form.elements.answer.value = JSON.stringify({
      id: answer.id, rawId: text(answer.rawId), type: answer.type, response, clientExtensionResults: {},
    });
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-ask]");
    if (!window.PublicKeyCredential) continue;
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      run(form).catch(() => { document.getElementById("live").textContent = form.dataset.refused; });
    });
  }
})();
