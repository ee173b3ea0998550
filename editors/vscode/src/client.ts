// The client library in a bundle of its own: it is large, and is loaded when a server is about to start, after activation.
export { CloseAction, ErrorAction, LanguageClient, State } from 'vscode-languageclient/node';
