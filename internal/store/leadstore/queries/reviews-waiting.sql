-- Which reviews wait, the longest first?
SELECT id, "to", state, branch, CAST(julianday('now') - julianday(at) AS INTEGER) AS days
FROM reviews
WHERE (:repo IS NULL OR repo = :repo) AND state IN ('offered', 'later', 'taken')
ORDER BY at;
