-- A key either calls models or manages the account.
ALTER TABLE accounts.api_key ADD COLUMN scope TEXT NOT NULL DEFAULT 'CALL' CHECK (scope IN ('CALL', 'MANAGE'));
