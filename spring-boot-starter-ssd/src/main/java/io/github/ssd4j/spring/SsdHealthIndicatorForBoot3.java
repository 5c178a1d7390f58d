package io.github.ssd4j.spring;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Health of the engine, for Boot 3, which has the same classes in another package. */
final class SsdHealthIndicatorForBoot3 implements HealthIndicator {

    private final EngineFacts facts;

    SsdHealthIndicatorForBoot3(EngineFacts facts) {
        this.facts = facts;
    }

    @Override
    public Health health() {
        return (facts.isUp() ? Health.up() : Health.outOfService())
                .withDetails(facts.load())
                .build();
    }
}
