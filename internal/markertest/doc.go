// Package markertest runs the marker archives of testdata/marker: stories of a small history, settings,
// sources and what people did, with what an editor must show then. Its test says how they are written.
package markertest
