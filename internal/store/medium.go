package store

// Medium is what a folder lies on, as far as that says how long it lasts.
type Medium int

const (
	// Root is the file system that the system runs from: in a container, one that goes with it.
	Root Medium = iota
	// Mounted is another file system than the root's: a disk, a volume, somebody's home.
	Mounted
	// Memory goes when the machine stops.
	Memory
)
