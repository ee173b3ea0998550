package codeowners

type glob struct{}
type regex struct{}
type index struct{}
