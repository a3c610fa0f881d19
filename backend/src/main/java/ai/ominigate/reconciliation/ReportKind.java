package ai.ominigate.reconciliation;

import java.net.URI;

/** Whose reports they are: each provider has its own. */
enum ReportKind {
    /** {@code GET /v1/organization/usage/…} and {@code /v1/organization/costs}, with an admin key ({@code sk-admin-…}). */
    OPENAI("https://api.openai.com"),
    /**
     * {@code GET /v1/organizations/usage_report/messages} and {@code /v1/organizations/cost_report}, with an admin key
     * ({@code sk-ant-admin…}).
     */
    ANTHROPIC("https://api.anthropic.com");

    private final URI base;

    ReportKind(String base) {
        this.base = URI.create(base);
    }

    URI base() {
        return base;
    }
}
