package io.github.ssd4j.chat.template;

/**
 * Python's complex number, which a power of a negative number may be. The formulas are CPython's. The last digit of a power
 * depends on the functions for sines and powers, which differ from one C library to another too.
 */
record ComplexNumber(double real, double imag) {

    private static final int SMALL_EXPONENT = 100;
    private static final ComplexNumber ONE = new ComplexNumber(1, 0);

    /** Whether an operation of two numbers is one of complex numbers. */
    static boolean areComplex(Object left, Object right) {
        return (left instanceof ComplexNumber && (right instanceof ComplexNumber || Numbers.isNumber(right)))
                || (right instanceof ComplexNumber && Numbers.isNumber(left));
    }

    /** Any number as a complex one. */
    static ComplexNumber of(Object number) {
        return number instanceof ComplexNumber complex ? complex : new ComplexNumber(Numbers.real(number), 0);
    }

    ComplexNumber plus(ComplexNumber other) {
        return new ComplexNumber(real + other.real, imag + other.imag);
    }

    ComplexNumber minus(ComplexNumber other) {
        return new ComplexNumber(real - other.real, imag - other.imag);
    }

    ComplexNumber times(ComplexNumber other) {
        return new ComplexNumber(real * other.real - imag * other.imag, real * other.imag + imag * other.real);
    }

    /** The division scales by the larger part of the divisor, so that nothing overflows. */
    ComplexNumber dividedBy(ComplexNumber other) {
        if (other.isZero()) {
            throw TemplateException.fault("cannot divide by zero");
        }
        if (Math.abs(other.real) >= Math.abs(other.imag)) {
            double ratio = other.imag / other.real;
            double divisor = other.real + other.imag * ratio;
            return new ComplexNumber((real + imag * ratio) / divisor, (imag - real * ratio) / divisor);
        }
        double ratio = other.real / other.imag;
        double divisor = other.real * ratio + other.imag;
        return new ComplexNumber((real * ratio + imag) / divisor, (imag * ratio - real) / divisor);
    }

    ComplexNumber power(ComplexNumber exponent) {
        boolean small = exponent.imag == 0
                && exponent.real == Math.rint(exponent.real)
                && Math.abs(exponent.real) <= SMALL_EXPONENT;
        ComplexNumber power = small ? power((int) exponent.real) : polarPower(exponent);
        if (Double.isInfinite(power.real) || Double.isInfinite(power.imag)) {
            throw TemplateException.fault("the number is too large for a complex number");
        }
        return power;
    }

    private ComplexNumber power(int exponent) {
        if (exponent <= 0) {
            return ONE.dividedBy(positivePower(-exponent));
        }
        return positivePower(exponent);
    }

    private ComplexNumber positivePower(int exponent) {
        ComplexNumber result = ONE;
        ComplexNumber square = this;
        for (int mask = 1; exponent >= mask; mask <<= 1) {
            if ((exponent & mask) != 0) {
                result = result.times(square);
            }
            square = square.times(square);
        }
        return result;
    }

    private ComplexNumber polarPower(ComplexNumber exponent) {
        if (exponent.isZero()) {
            return ONE;
        }
        if (isZero()) {
            if (exponent.imag != 0 || exponent.real < 0) {
                throw TemplateException.fault("zero cannot be raised to a negative or complex power");
            }
            return new ComplexNumber(0, 0);
        }
        double size = size();
        double angle = Math.atan2(imag, real);
        double length = Math.pow(size, exponent.real);
        double phase = angle * exponent.real;
        if (exponent.imag != 0) {
            length /= Math.exp(angle * exponent.imag);
            phase += exponent.imag * Math.log(size);
        }
        return new ComplexNumber(length * Math.cos(phase), length * Math.sin(phase));
    }

    boolean isZero() {
        return real == 0 && imag == 0;
    }

    double size() {
        return Math.hypot(real, imag);
    }

    ComplexNumber negated() {
        return new ComplexNumber(-real, -imag);
    }

    ComplexNumber conjugate() {
        return new ComplexNumber(real, -imag);
    }

    boolean equalTo(ComplexNumber other) {
        return real == other.real && imag == other.imag;
    }

    /** Whether only the imaginary part is written. */
    boolean isImaginary() {
        return real == 0 && 1 / real > 0;
    }

    /** {@code repr}: {@code (1+2j)}, {@code 2j}. */
    @Override
    public String toString() {
        if (isImaginary()) {
            return part(imag) + "j";
        }
        String second = part(imag);
        return "(" + part(real) + (second.startsWith("-") ? "" : "+") + second + "j)";
    }

    private static String part(double part) {
        String text = Numbers.text(part);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
