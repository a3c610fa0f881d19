-- A recovery code lets somebody replace the authenticator that they lost, and nothing else that is dangerous.
ALTER TABLE staff.session ADD COLUMN recovered_at TIMESTAMPTZ;

COMMENT ON COLUMN staff.session.recovered_at IS 'when a recovery code was shown in this session last; null if none was';
