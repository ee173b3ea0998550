package lsp

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// methodHeld is a request of ours, {} → {process, goroutines, heap, where}: what the server holds on to once all that nobody
// refers to any more has been given back to the system. goroutines and heap (bytes) are counts, process is the server's id and
// where says how many goroutines were started by which function. Nothing that anybody wrote or has open is in it. No editor needs
// it; `make soak` asks whether any of it grows.
const methodHeld = "leadline/held"

type held struct {
	Process    int            `json:"process"`
	Goroutines int            `json:"goroutines"`
	Heap       uint64         `json:"heap"`
	Where      map[string]int `json:"where"`
}

func hold() held {
	runtime.GC() // what has finalizers goes with the next one
	debug.FreeOSMemory()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	records := make([]runtime.StackRecord, runtime.NumGoroutine()+100)
	n, ok := runtime.GoroutineProfile(records)
	h := held{Process: os.Getpid(), Goroutines: n, Heap: heap[0].Value.Uint64(), Where: map[string]int{}}
	if !ok { // they have more than doubled meanwhile
		return h
	}
	for _, r := range records[:n] {
		name := "?"
		for frames := runtime.CallersFrames(r.Stack()); ; {
			f, more := frames.Next()
			if f.Function != "runtime.goexit" && f.Function != "" {
				name = f.Function // the outermost is the one that was started
			}
			if !more {
				break
			}
		}
		h.Where[name]++
	}
	return h
}
