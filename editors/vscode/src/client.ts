// The client library in a bundle of its own: it is large, and is loaded when a server is about to start, after activation.
import { LanguageClient } from 'vscode-languageclient/node';

export { CloseAction, ErrorAction, State } from 'vscode-languageclient/node';

/** The library's client, without its own pop-ups: what went wrong is said once, with what mends it, by trouble.ts. */
export class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
