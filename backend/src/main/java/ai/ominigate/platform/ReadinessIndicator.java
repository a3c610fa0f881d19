package ai.ominigate.platform;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /health} as the features see it. The reasons go to the log: the endpoint is open to everyone. */
@Singleton
@io.micronaut.management.health.indicator.annotation.Readiness
final class ReadinessIndicator implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessIndicator.class);

    private final List<Readiness> conditions;
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    ReadinessIndicator(List<Readiness> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        boolean ready = true;
        for (Readiness condition : conditions) {
            Optional<String> problem = condition.problem();
            logChange(condition.name(), problem);
            ready &= problem.isEmpty();
        }
        HealthStatus status = ready ? HealthStatus.UP : HealthStatus.DOWN;
        return Publishers.just(HealthResult.builder("ominigate").status(status).build());
    }

    private void logChange(String name, Optional<String> problem) {
        String before = problem.isPresent() ? problems.put(name, problem.get()) : problems.remove(name);
        if (problem.isPresent() && !problem.get().equals(before)) {
            LOG.warn("Not ready to serve calls: {}", problem.get());
        } else if (problem.isEmpty() && before != null) {
            LOG.info("Ready again ({})", name);
        }
    }
}
