-- Whoever guesses waits, of the staff or a customer: one table counts for both.
CREATE SCHEMA credential;
ALTER TABLE staff.failed_tries SET SCHEMA credential;
