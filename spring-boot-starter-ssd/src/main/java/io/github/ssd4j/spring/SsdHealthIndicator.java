package io.github.ssd4j.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Health of the engine, for Boot 4. */
final class SsdHealthIndicator implements HealthIndicator {

    private final EngineFacts facts;

    SsdHealthIndicator(EngineFacts facts) {
        this.facts = facts;
    }

    @Override
    public Health health() {
        return (facts.isUp() ? Health.up() : Health.outOfService())
                .withDetails(facts.load())
                .build();
    }
}
