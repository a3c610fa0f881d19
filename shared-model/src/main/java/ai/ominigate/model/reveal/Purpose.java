package ai.ominigate.model.reveal;

/** What somebody needs personal data for: what the privacy policy says that it is used for, and nothing else. */
public enum Purpose {
    /** Investigating abuse. */
    ABUSE,
    /** Investigating fraud. */
    FRAUD,
    /** Investigating a security incident. */
    SECURITY_INCIDENT,
    /** Investigating a violation of the terms of use. */
    POLICY_VIOLATION,
    /** Answering a request about a person's own data, or a complaint. */
    PRIVACY_REQUEST,
    /** Telling a customer something important about their account, or answering their question. */
    ACCOUNT_NOTICE
}
