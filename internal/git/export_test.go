package git

// SetRoom changes how much memory blame gets while nobody has looked at the merges.
func (s *Store) SetRoom(bytes int64) { s.room = bytes }
