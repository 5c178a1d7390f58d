package io.github.ssd4j.spring;

import io.github.ssd4j.SsdEngine;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics, info and health of the engine, each where the application has what it takes. Apart from {@link
 * SsdAutoConfiguration}, whose beans must be known before these can depend on them.
 */
@AutoConfiguration(after = SsdAutoConfiguration.class)
@ConditionalOnBean(SsdEngine.class)
public class SsdObservabilityAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MetricsConfiguration {

        @Bean
        @ConditionalOnMissingBean
        static SsdMetrics ssdMetrics(ConfigurableListableBeanFactory beans) {
            return new SsdMetrics(new LoadedEngine(beans));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(InfoContributor.class)
    @ConditionalOnProperty(name = "management.info.ssd.enabled", matchIfMissing = true)
    static class InfoConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "ssdInfoContributor")
        InfoContributor ssdInfoContributor(ConfigurableListableBeanFactory beans) {
            EngineFacts facts = new EngineFacts(new LoadedEngine(beans));
            return info -> info.withDetail("ssd", facts.description());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
    @ConditionalOnProperty(name = "management.health.ssd.enabled", matchIfMissing = true)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "ssdHealthIndicator")
        SsdHealthIndicator ssdHealthIndicator(ConfigurableListableBeanFactory beans) {
            return new SsdHealthIndicator(new EngineFacts(new LoadedEngine(beans)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
    @ConditionalOnProperty(name = "management.health.ssd.enabled", matchIfMissing = true)
    static class HealthForBoot3Configuration {

        @Bean("ssdHealthIndicator")
        @ConditionalOnMissingBean(name = "ssdHealthIndicator")
        SsdHealthIndicatorForBoot3 ssdHealthIndicator(ConfigurableListableBeanFactory beans) {
            return new SsdHealthIndicatorForBoot3(new EngineFacts(new LoadedEngine(beans)));
        }
    }
}
