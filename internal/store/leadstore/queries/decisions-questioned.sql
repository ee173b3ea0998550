-- Which decisions have a question without an answer?
SELECT id, title, questions_open, decided_by, path
FROM decisions
WHERE (:repo IS NULL OR repo = :repo) AND questions_open > 0
ORDER BY changed DESC;
