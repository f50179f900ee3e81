// Starts `paralint server` for pages of Markdown, and hides source texts. What is found, and where, the server says.

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, State, Trace } from "vscode-languageclient/node";
import { Sources } from "./sources";

const LANGUAGES = ["markdown", "mdx"];

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;
/** Starts and stops one after the other, however quickly they are asked for. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    log = vscode.window.createOutputChannel("paralint", { log: true });
    const sources = new Sources(() => client);
    context.subscriptions.push(
        log,
        sources,
        vscode.commands.registerCommand("paralint.toggleSources", () => sources.toggle()),
        vscode.commands.registerCommand("paralint.fixAll", fixAll),
        vscode.commands.registerCommand("paralint.restart", () => restart(context)),
        vscode.commands.registerCommand("paralint.showLog", () => log.show()),
        vscode.workspace.onDidChangeConfiguration(async (change) => {
            if (["enable", "path"].some((name) => change.affectsConfiguration(`paralint.${name}`))) {
                await restart(context);
            } else if (change.affectsConfiguration("paralint.trace.server")) {
                await client?.setTrace(trace());
            }
        }),
        // What was held back until then may be used now.
        vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
    );
    await restart(context);
}

export async function deactivate(): Promise<void> {
    await turn;
    await end();
}

function restart(context: vscode.ExtensionContext): Promise<void> {
    turn = turn.then(() => begin(context)).catch((error: unknown) => log.error(String(error)));
    return turn;
}

async function begin(context: vscode.ExtensionContext): Promise<void> {
    await end();
    const settings = vscode.workspace.getConfiguration("paralint");
    if (!settings.get<boolean>("enable", true)) {
        return;
    }
    const named = program(context, settings);
    const command = found(named);
    if (command === undefined) {
        log.error(`there is no ${named}`);
        // Whoever starts again meanwhile does not wait for an answer.
        void tellMissing(named);
        return;
    }
    log.info(`starting ${command}`);
    const made = new LanguageClient(
        "paralint",
        "paralint",
        { command, args: ["server"] },
        {
            documentSelector: [
                ...LANGUAGES.map((language) => ({ scheme: "file", language })),
                // A finding is accepted into this file as it stands here, saved or not.
                { scheme: "file", pattern: "**/paralint-baseline.yaml" },
            ],
            initializationOptions: settings,
            outputChannel: log,
            // The server asks for the section when it is ready, and when told that it changed.
            synchronize: { configurationSection: "paralint" },
        },
    );
    // What goes wrong from here on it says by itself.
    await made.start();
    client = made;
    await made.setTrace(trace());
}

async function end(): Promise<void> {
    const last = client;
    client = undefined;
    await last?.dispose();
}

async function tellMissing(named: string): Promise<void> {
    const words = `paralint was not found as \`${named}\`. Install it, or say where it is.`;
    if ((await vscode.window.showErrorMessage(words, "Open Settings")) !== undefined) {
        await vscode.commands.executeCommand("workbench.action.openSettings", "paralint.path");
    }
}

/** The program by setting, the one that comes with the extension, or the one on the `PATH`. */
function program(context: vscode.ExtensionContext, settings: vscode.WorkspaceConfiguration): string {
    const name = process.platform === "win32" ? "paralint.exe" : "paralint";
    // In a workspace that is not trusted this is what people set for themselves: see `restrictedConfigurations`.
    const chosen = settings.get<string>("path", "").trim();
    if (chosen !== "") {
        const home = process.env.HOME ?? process.env.USERPROFILE ?? "~";
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
        return chosen.replace(/^~(?=[/\\])/, home).replace("${workspaceFolder}", folder);
    }
    const bundled = path.join(context.extensionPath, "bin", name);
    return fs.existsSync(bundled) ? bundled : name;
}

/** Where a program is that is named by itself or with its folder. */
function found(named: string): string | undefined {
    const folders = path.basename(named) === named ? (process.env.PATH ?? "").split(path.delimiter) : [""];
    return folders.map((folder) => path.join(folder, named)).find((file) => fs.existsSync(file));
}

function trace(): Trace {
    return Trace.fromString(vscode.workspace.getConfiguration("paralint").get("trace.server", "off"));
}

/** What `editor.codeActionsOnSave` does with `source.fixAll.paralint`, now. */
async function fixAll(): Promise<void> {
    if (client?.state === State.Running) {
        await vscode.commands.executeCommand("editor.action.sourceAction", {
            kind: "source.fixAll.paralint",
            apply: "first",
        });
    }
}
