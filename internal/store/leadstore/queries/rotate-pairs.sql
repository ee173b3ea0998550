-- Who has not worked together for longest?
SELECT person, partner, date(last) AS last, how
FROM pairing_matrix
WHERE :repo IS NULL OR repo = :repo
ORDER BY last, person, partner;
