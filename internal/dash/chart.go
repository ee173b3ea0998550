package dash

import (
	"fmt"
	"html/template"
	"time"
)

// chart is a number for each of some weeks, by their Mondays; weeks left out are 0.
type chart struct {
	Label  string
	At     []time.Time
	Values []int
}

const (
	chartWeeks             = 26
	barWidth, chartHeight  = 11, 60
	chartWidth, chartSpace = barWidth * chartWeeks, 24
)

var barsPicture = template.Must(template.New("bars").Parse(
	`{{range .}}<svg class="bars" viewBox="0 0 {{.Width}} {{.Height}}" aria-hidden="true" focusable="false">` +
		`<text x="0" y="13">{{.Label}}, at most {{.Most}}</text>` +
		`{{range .Bars}}<rect x="{{.X}}" y="{{.Y}}" width="9" height="{{.H}}"><title>{{.Title}}</title></rect>{{end}}` +
		`<line x1="0" y1="{{.Height}}" x2="{{.Width}}" y2="{{.Height}}"/></svg>{{end}}`))

// bars draws charts beside each other, the last 26 weeks of each. They are for the eye alone: a table says the same.
func bars(charts []chart, now time.Time) template.HTML {
	type bar struct {
		X, Title string
		Y, H     string
	}
	type drawn struct {
		Label         string
		Most          int
		Width, Height int
		Bars          []bar
	}
	last := now.UTC().AddDate(0, 0, -(int(now.UTC().Weekday())+6)%7).Truncate(24 * time.Hour)
	var all []drawn
	for _, c := range charts {
		d := drawn{Label: short(c.Label, 28), Width: chartWidth, Height: chartHeight + chartSpace}
		for _, v := range c.Values {
			d.Most = max(d.Most, v)
		}
		for i, at := range c.At {
			back := int(last.Sub(at).Hours()+12) / (7 * 24)
			if back < 0 || back >= chartWeeks || c.Values[i] == 0 {
				continue
			}
			h := float64(c.Values[i]) / float64(d.Most) * chartHeight
			d.Bars = append(d.Bars, bar{
				fmt.Sprint((chartWeeks - 1 - back) * barWidth), fmt.Sprintf("week from %s: %d", at.Format("2 January"), c.Values[i]),
				fmt.Sprintf("%.1f", chartSpace+chartHeight-h), fmt.Sprintf("%.1f", h),
			})
		}
		all = append(all, d)
	}
	return draw(barsPicture, all)
}
