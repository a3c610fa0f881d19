package ai.ominigate.privacy.vault;

import ai.ominigate.model.Page;
import ai.ominigate.model.privacy.VaultRecord;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.RequestId;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What law has us keep of people who were forgotten, for whoever answers a tax office. */
@Controller("/admin/v1/privacy/vault")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.READ_LEGAL_VAULT)
final class VaultController {
    private final Vault vault;
    private final AuditLog audit;

    VaultController(Vault vault, AuditLog audit) {
        this.vault = vault;
        this.audit = audit;
    }

    /**
     * Records, the latest first unless they are sorted. That somebody looked is written down before anything is shown.
     *
     * @param account only of this one
     */
    @Get
    Page<VaultRecord> list(
            PageRequest page,
            @Nullable Sort<VaultSort> sort,
            @QueryValue @Nullable UUID account,
            Actor me,
            HttpRequest<?> request)
            throws SQLException {
        audit.append(new Act(
                me,
                "vault.read",
                Act.Outcome.DONE,
                account == null ? null : "account:" + account,
                null,
                RequestId.of(request),
                Map.of()));
        return vault.list(page, Sort.orLargestFirst(sort, VaultSort.OCCURRED_ON), account);
    }
}
