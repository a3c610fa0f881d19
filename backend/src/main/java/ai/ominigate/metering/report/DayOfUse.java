package ai.ominigate.metering.report;

import java.time.LocalDate;
import java.util.UUID;

/** What one key did with one model on one day of whoever asks. */
public record DayOfUse(LocalDate day, UUID key, String model, UsageTotals totals) {}
