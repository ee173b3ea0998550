-- What was decided lately, and why?
-- :days = 30   at most so many days ago
SELECT id, title, because, decided_by, door, date(at) AS "on", path
FROM decisions
WHERE (:repo IS NULL OR repo = :repo) AND status = 'accepted' AND julianday('now') - julianday(at) <= :days
ORDER BY at DESC;
