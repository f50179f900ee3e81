// Source texts out of sight, so that a page in two languages reads like one. The editor folds whole lines only, and a pair
// stands on one line: so the places that the server says may be folded are drawn with nothing in them, and so are the tags
// around the translation before each.

import * as vscode from "vscode";
import { FoldingRangeRequest, LanguageClient, State } from "vscode-languageclient/node";

/** What opens and what closes a translation. */
const OPENING = /<span\s[^<>]*data-ttu-id[^<>]*>/gi;
const CLOSING = /<\/span\s*>$/i;

/** How long after a change places are asked for again, in milliseconds. */
const PAUSE = 150;

export class Sources implements vscode.Disposable {
    private readonly hidden = vscode.window.createTextEditorDecorationType({
        // The editor has no word for this; a line of style sheet behind a value that means nothing does it.
        textDecoration: "none; display: none",
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    /** Pages whose source texts are hidden. */
    private readonly pages = new Set<string>();
    private readonly listeners: vscode.Disposable;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly client: () => LanguageClient | undefined) {
        const later = () => {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => void this.draw(), PAUSE);
        };
        this.listeners = vscode.Disposable.from(
            this.hidden,
            vscode.window.onDidChangeVisibleTextEditors(later),
            // Where somebody is at work, the text is shown as it is.
            vscode.window.onDidChangeTextEditorSelection(later),
            vscode.workspace.onDidChangeTextDocument(later),
            vscode.workspace.onDidCloseTextDocument((page) => this.pages.delete(page.uri.toString())),
        );
    }

    async toggle(): Promise<void> {
        const page = vscode.window.activeTextEditor?.document.uri.toString();
        if (page === undefined) {
            return;
        }
        if (!this.pages.delete(page)) {
            this.pages.add(page);
        }
        await this.draw();
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.listeners.dispose();
    }

    private async draw(): Promise<void> {
        for (const editor of vscode.window.visibleTextEditors) {
            const isHiding = this.pages.has(editor.document.uri.toString());
            const places = isHiding ? await this.places(editor.document) : [];
            const isWorkedOn = (place: vscode.Range) => editor.selections.some((selection) => selection.isEmpty
                ? selection.active.isAfter(place.start) && selection.active.isBefore(place.end)
                : selection.intersection(place)?.isEmpty === false);
            editor.setDecorations(this.hidden, places.filter((place) => !isWorkedOn(place)));
        }
    }

    /** Where sources stand, by the server: none where it does not run, or the text has changed meanwhile. */
    private async places(page: vscode.TextDocument): Promise<vscode.Range[]> {
        const client = this.client();
        if (client?.state !== State.Running) {
            return [];
        }
        const version = page.version;
        const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(page);
        const folds = await client.sendRequest(FoldingRangeRequest.type, { textDocument });
        if (page.version !== version) {
            return [];
        }
        const sources = (folds ?? []).filter((fold) => fold.kind === "comment");
        const places = sources.map((fold) =>
            new vscode.Range(fold.startLine, fold.startCharacter ?? 0, fold.endLine, fold.endCharacter ?? 0));
        let before = new vscode.Position(0, 0);
        return places.flatMap((place) => {
            const text = page.getText(new vscode.Range(before, place.start));
            const [base, end] = [page.offsetAt(before), page.offsetAt(place.start)];
            before = place.end;
            const closing = CLOSING.exec(text)?.[0].length ?? 0;
            const source = new vscode.Range(page.positionAt(end - closing), place.end);
            const opening = [...text.matchAll(OPENING)].pop();
            if (opening === undefined) {
                return [source];
            }
            const at = base + opening.index;
            return [new vscode.Range(page.positionAt(at), page.positionAt(at + opening[0].length)), source];
        });
    }
}
