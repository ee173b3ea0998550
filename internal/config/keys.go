package config

// Key describes one setting, for help, documentation and editor schemas.
type Key struct {
	Name    string   // dotted; <…> stands for a name of the user's choice
	Type    string   // boolean, integer, string or list (of strings)
	Default string   // as written in TOML, "" for none
	Meaning string   // one line
	Consent bool     // from a repository it needs the user's consent; editors must not take it from a workspace's settings
	Choices []string // the only values allowed, nil for any
	Least   int      // bounds of an integer; both 0 for none
	Most    int
}

// Keys lists every setting in the order of documentation.
func Keys() []Key { return nil }

// AddConsent appends a consent to the user's settings file.
func AddConsent(userFile []byte, c Consent) []byte { return userFile }

// SetKey sets one key: value is a string, bool, int or []string.
func SetKey(userFile []byte, key string, value any) ([]byte, error) { return userFile, nil }
