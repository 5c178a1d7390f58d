package io.github.ssd4j.chat.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDateTime;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class StrftimeTest {

    @Test
    void should_write_dates_as_strftime_does() {
        LocalDateTime time = LocalDateTime.of(2025, 1, 5, 14, 3, 9);

        assertThat(Strftime.format(time, "%d %b %Y|%-d/%-m/%y|%B %A %a|%H:%M:%S %I%p|%F %T|%j %%", Locale.ENGLISH))
                .isEqualTo("05 Jan 2025|5/1/25|January Sunday Sun|14:03:09 02PM|2025-01-05 14:03:09|005 %");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Strftime.format(time, "%Q", Locale.ENGLISH))
                .withMessage("strftime_now does not know the directive %Q");
    }
}
