-- Which offers wait for an answer, and since when?
-- :days = 0   at least so many days
SELECT id, what, "to", CAST(julianday('now') - julianday(at) AS INTEGER) AS days, path
FROM delegations
WHERE (:repo IS NULL OR repo = :repo) AND state IN ('offered', 'later') AND julianday('now') - julianday(at) >= :days
ORDER BY at;
