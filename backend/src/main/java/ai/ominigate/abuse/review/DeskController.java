package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ReportLeakedKey;
import ai.ominigate.model.abuse.ReportNotice;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.rest.Command;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;

/** What goes on at the abuse desk, and what comes in from outside. */
@Controller("/admin/v1/abuse")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeskController {
    private final Figures figures;
    private final Notices notices;
    private final LeakedKeys leaks;
    private final Openings openings;

    DeskController(Figures figures, Notices notices, LeakedKeys leaks, Openings openings) {
        this.figures = figures;
        this.notices = notices;
        this.leaks = leaks;
        this.openings = openings;
    }

    /** What goes on, in figures. */
    @Get("/overview")
    @Allowed(Capability.VIEW_CASES)
    AbuseOverview overview() throws SQLException {
        return figures.now();
    }

    /** Everybody whom a case can be given to, by their names. */
    @Get("/colleagues")
    @Allowed(Capability.DECIDE_ABUSE)
    Page<Colleague> colleagues() throws SQLException {
        return new Page<>(openings.deciders(), null);
    }

    /**
     * Records that a provider complains about a customer, whom it knows by a safety identifier alone. That is a case of the
     * first priority, which is answered.
     */
    @Post("/notices")
    @Allowed(Capability.DECIDE_ABUSE)
    @Status(HttpStatus.CREATED)
    CaseSummary notice(@Body ReportNotice wish, Command command, Actor.Member me) throws SQLException {
        return notices.report(wish, me, command);
    }

    /**
     * Records that a key was found where everybody can read it: it is slowed down at once, its owner is told, and the case is
     * answered.
     */
    @Post("/leaked-keys")
    @Allowed(Capability.DECIDE_ABUSE)
    @Status(HttpStatus.CREATED)
    CaseSummary leakedKey(@Body ReportLeakedKey wish, Command command, Actor.Member me) throws SQLException {
        return leaks.report(wish, me, command);
    }
}
