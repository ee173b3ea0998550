package ics

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRead reads a calendar of ten years: 20,000 single meetings and 300
// weekly series, for a window of two years; and 50 MB of it.
func BenchmarkRead(b *testing.B) {
	for _, times := range []int{1, 14} {
		var text strings.Builder
		text.WriteString("BEGIN:VCALENDAR\r\n")
		for i := range 20_300 * times {
			day := fmt.Sprintf("20%02d%02d%02d", 18+i%10, 1+i/10%12, 1+i/120%28)
			fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:%d\r\nSUMMARY:a meeting about something\r\nDTSTART;TZID=Europe/Paris:%sT%02d0000\r\nDURATION:PT1H\r\nDTSTAMP:20260101T000000Z\r\n", i, day, 8+i%9)
			if i < 300*times {
				text.WriteString("RRULE:FREQ=WEEKLY;COUNT=200\r\n")
			}
			text.WriteString("END:VEVENT\r\n")
		}
		text.WriteString("END:VCALENDAR\r\n")
		b.Run(fmt.Sprintf("%dMB", text.Len()>>20), func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				got, err := Read(b.Context(), strings.NewReader(text.String()), twoYears(b))
				if err != nil || got.Faults != nil {
					b.Fatal(err, got.Faults)
				}
			}
		})
	}
}
