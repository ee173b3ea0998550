package config

// Dirs are Leadline's own directories, each ending in "leadline". Nothing here creates them.
type Dirs struct {
	Config, Data, Cache, State string
	Store                      string // LEADLINE_STORE, else "": the settings decide
	home                       string
}

// FindDirs reads them from the environment.
func FindDirs(getenv func(string) string, goos string) (Dirs, error) { return Dirs{}, nil }

// StoreFor is the directory of the shared store.
func (d Dirs) StoreFor(s Settings) string { return d.Store }
