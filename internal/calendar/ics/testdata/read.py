# Reads every .ics of a directory with Python's icalendar and says what it finds, as JSON: a second reader, which knows
# nothing of ours. The second argument is a JSON list of moments, for the offsets that a file's zone definition gives then.
import datetime
import json
import pathlib
import sys

import icalendar

moments = json.loads(sys.argv[2])
utc = datetime.timezone.utc
found = []
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.ics")):
    raw = file.read_bytes()
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), file
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75, (file, line)
        line.decode("utf-8")  # a fold within a character would fail here
    calendar = icalendar.Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert not event.errors, (file, event.errors)
    zones = calendar.walk("VTIMEZONE")
    zone = zones[0].to_tz() if zones else None

    def moment(name):
        value = event[name].dt
        if "TZID" in event[name].params:  # by the definition in the file, not by the reader's own database
            return int(zone.localize(value.replace(tzinfo=None)).timestamp())
        assert value.utcoffset() == datetime.timedelta(0), (file, value)
        return int(value.timestamp())

    attendees = event.get("ATTENDEE", [])
    found.append({
        "UID": str(event["UID"]), "Summary": str(event["SUMMARY"]), "Description": str(event["DESCRIPTION"]), "Location": str(event["LOCATION"]),
        "Method": str(calendar.get("METHOD", "")), "Status": str(event["STATUS"]), "Transp": str(event["TRANSP"]),
        "Start": moment("DTSTART"), "End": moment("DTEND"), "Stamp": moment("DTSTAMP"), "Sequence": int(event["SEQUENCE"]),
        "Attendees": [[str(a), a.params["CN"], a.params["PARTSTAT"], a.params.get("RSVP", "")] for a in (attendees if isinstance(attendees, list) else [attendees])],
        "Offsets": zone and [int(datetime.datetime.fromtimestamp(m, utc).astimezone(zone).utcoffset().total_seconds()) for m in moments],
    })
json.dump(found, sys.stdout)
