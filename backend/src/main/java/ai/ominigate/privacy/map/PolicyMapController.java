package ai.ominigate.privacy.map;

import ai.ominigate.catalog.Model;
import ai.ominigate.model.Page;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.SendCanary;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/** What stands behind the privacy policy, and whether it is true now. */
@Controller("/admin/v1/policy")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PolicyMapController {
    private final PolicyMaps maps;
    private final LiveChecks checks;
    private final Canary canary;
    private final Commands commands;
    private final AuditLog audit;

    PolicyMapController(PolicyMaps maps, LiveChecks checks, Canary canary, Commands commands, AuditLog audit) {
        this.maps = maps;
        this.checks = checks;
        this.canary = canary;
        this.commands = commands;
        this.audit = audit;
    }

    /** What enforces each sentence of the policy in force, what proves it, who owns it, and what was seen last. */
    @Get("/map")
    @Allowed(Capability.VIEW_POLICY)
    PolicyMap map() throws SQLException {
        return maps.map(checks.all());
    }

    /** What each check saw last, all at once. */
    @Get("/checks")
    @Allowed(Capability.VIEW_POLICY)
    Page<PolicyCheck> checks() throws SQLException {
        return new Page<>(checks.all(), null);
    }

    /** Looks at everything now, and answers with what was seen. */
    @Post("/checks/run")
    @Allowed(Capability.EDIT_POLICY)
    Page<PolicyCheck> run(Command command, Actor.Member me) throws SQLException {
        started(command, me, "check:all");
        return new Page<>(checks.lookAtAll(), null);
    }

    /** Looks at one thing now, and answers with what was seen. */
    @Post("/checks/{name}/run")
    @Allowed(Capability.EDIT_POLICY)
    PolicyCheck runOne(@PathVariable String name, Command command, Actor.Member me) throws SQLException {
        PolicyCheck seen = checks.lookAt(name);
        started(command, me, "check:" + seen.name());
        return seen;
    }

    /**
     * Sends calls that have a mark in them through this gateway, and looks for the mark in everything that is stored. They
     * go to the demo provider, or to a model that is named, if it is confirmed that its provider is paid.
     */
    @Post("/canary")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    CanaryRun canary(@Body SendCanary wish, Command command, Actor.Member me)
            throws SQLException, IOException, InterruptedException {
        Model model = canary.model(wish.model(), wish.paid());
        started(command, me, "check:" + BodyCheck.NAME);
        CanaryRun run = canary.fly(model, _ -> {});
        checks.lookAt(BodyCheck.NAME);
        return run;
    }

    private void started(Command command, Actor.Member me, String subject) throws SQLException {
        commands.once(
                command,
                null,
                transaction -> audit.append(
                        transaction,
                        new Act(
                                me,
                                "policy.run-checks",
                                Act.Outcome.DONE,
                                subject,
                                null,
                                command.requestId(),
                                Map.of())));
    }
}
