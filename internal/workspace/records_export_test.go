package workspace

// Unshelve forgets what was read of decision records, so that all of it is read again.
func (w *Workspace) Unshelve() {
	w.shelf.mu.Lock()
	defer w.shelf.mu.Unlock()
	w.shelf.files, w.shelf.packages = nil, packages{}
}
