package config

import "encoding/json"

// Input is everything settings are made from.
type Input struct {
	Repository, User Source
	Editor           json.RawMessage // an object, from initializationOptions or workspace/didChangeConfiguration
	Consents         []Consent       // besides those in the user's file, e.g. given in this session
	GitDir           string          // of the repository the settings are for
	RemoteURL        string
}

// Load merges the layers over the defaults.
func Load(in Input) (Settings, []Fault, []Proposal) { return Settings{}, nil, nil }
