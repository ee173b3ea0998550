-- Which TODO comments are old and were offered to nobody?
-- :days = 365   at least so many days
-- :most = 50   rows
SELECT id, path, line, tag, text, age_days
FROM todos
WHERE (:repo IS NULL OR repo = :repo) AND state = 'open' AND age_days >= :days
ORDER BY age_days DESC
LIMIT :most;
