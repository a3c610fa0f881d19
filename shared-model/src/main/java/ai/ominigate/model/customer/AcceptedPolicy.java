package ai.ominigate.model.customer;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A version of the privacy policy that an account has accepted, by going on to use the service.
 *
 * @param number of the version
 * @param lastUpdated the day that the version bears
 * @param firstUseAt when it first used the service while the version held
 */
public record AcceptedPolicy(int number, LocalDate lastUpdated, Instant firstUseAt) {}
