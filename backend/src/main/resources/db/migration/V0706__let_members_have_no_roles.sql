-- Whoever the provider gives no role any more has none here, and may come back with another one.
ALTER TABLE staff.member DROP CONSTRAINT member_roles_check;
ALTER TABLE staff.member ADD CONSTRAINT member_roles_check CHECK (
    roles <@ ARRAY['SUPPORT', 'SUPPORT_LEAD', 'TRUST_SAFETY', 'TRUST_SAFETY_LEAD', 'PRIVACY_OFFICER', 'FINANCE', 'ADMIN',
        'AUDITOR']
    AND (cardinality(roles) > 0 OR provider_subject IS NOT NULL));
