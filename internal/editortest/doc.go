// Package editortest drives real editors against Leadline, as a developer would.
//
// A test starts an editor without a screen, with the plugin of editors/ and a
// probe from testdata/editors, and asserts on what the probe saw: one JSON object
// a line. Two kinds of test share that harness: those with a stand-in server look
// at what a plugin asks for and sends, those with the real program go the whole
// way from a file on screen to `leadline query`.
//
// The tests need an editor, so they are built only with the tag editors:
// `make test` installs what is missing and runs them.
package editortest
