// Chromium without a window, driven over a pipe (Chrome DevTools Protocol). It reaches no network.

import { spawn } from "node:child_process";

const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
  "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync", "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe", "about:blank",
];
const KEYS = {
  Tab: ["Tab", 9, ""], Enter: ["Enter", 13, "\r"], Escape: ["Escape", 27, ""], Space: [" ", 32, " "],
};

export class Browser {
  /** Starts the program, with its files in an empty directory. */
  static async start(program, directory) {
    const browser = new Browser();
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
    browser.process = spawn(program, [`--user-data-dir=${directory}`, ...ARGUMENTS], { stdio });
    browser.ended = new Promise(resolve => browser.process.once("exit", resolve));
    browser.answers = new Map();
    browser.events = [];
    let rest = "";
    browser.process.stdio[4].setEncoding("utf8").on("data", text => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      messages.forEach(message => browser.receive(JSON.parse(message)));
    });
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.sessionId = sessionId;
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await browser.send(`${domain}.enable`);
    await browser.send("Performance.enable", { timeDomain: "threadTicks" });
    return browser;
  }

  receive(message) {
    const answer = this.answers.get(message.id);
    this.answers.delete(message.id);
    if (answer) answer(message);
    else this.events.push(message);
  }

  async send(method, params = {}) {
    const id = ++this.count;
    const answer = new Promise(resolve => this.answers.set(id, resolve));
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId: this.sessionId }) + "\0");
    const { error, result } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  count = 0;

  /** The value of an expression in the page. */
  async evaluate(expression) {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", params);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression in the page is true. */
  async until(expression) {
    for (let tries = 0; tries < 200; tries++) {
      if (await this.evaluate(expression)) return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error(`not reached: ${expression}`);
  }

  /** Opens a page. Returns how long it took until it was loaded and drawn, in milliseconds. */
  async open(url) {
    await this.send("Page.navigate", { url: "about:blank" });
    await this.until("location.href === 'about:blank'");
    this.events.length = 0;
    await this.send("Page.navigate", { url });
    await this.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    return this.evaluate("new Promise(drawn => requestAnimationFrame(() => setTimeout(() => drawn(performance.now()))))");
  }

  /** What the process of the page has computed, in milliseconds of its main thread. */
  async computed() {
    const { metrics } = await this.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime").value * 1000;
  }

  async press(name, modifiers = 0) {
    const [key, code, text] = KEYS[name];
    const event = { key, code: name, windowsVirtualKeyCode: code, modifiers };
    await this.send("Input.dispatchKeyEvent", { ...event, type: text ? "keyDown" : "rawKeyDown", text });
    await this.send("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
  }

  type(text) {
    return this.send("Input.insertText", { text });
  }

  /** Emulates a medium, a colour scheme, and the size of a window. */
  async emulate({ media = "screen", scheme = "light", width = 1024, height = 800 }) {
    const features = [{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }];
    await this.send("Emulation.setEmulatedMedia", { media, features });
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await this.send("Emulation.setDeviceMetricsOverride", metrics);
  }

  /** The addresses that the page asked for, and what it complained of. */
  complaints() {
    const texts = { "Runtime.exceptionThrown": ({ exceptionDetails }) => exceptionDetails.text, "Log.entryAdded": ({ entry }) => entry.text };
    return this.events.filter(({ method }) => method in texts).map(({ method, params }) => texts[method](params));
  }

  requests() {
    return this.events.filter(({ method }) => method === "Network.requestWillBeSent").map(({ params }) => params.request.url);
  }

  async stop() {
    await this.send("Browser.close").catch(() => {});
    await this.ended;
  }
}
