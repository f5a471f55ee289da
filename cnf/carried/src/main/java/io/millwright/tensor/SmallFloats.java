package io.millwright.tensor;

/** The 2-byte floating-point formats, which Java 17 does not know: IEEE 754 binary16, and bfloat16, the upper half of a 4-byte one. */
final class SmallFloats {
    private static final int HALF_FRACTION = 10;
    private static final int HALF_EXPONENT = 5;
    private static final int BRAIN_FRACTION = 7;
    private static final int BRAIN_EXPONENT = 8;
    private static final int SIGN = 0x8000;

    private SmallFloats() {}

    static double half(short bits) {
        return value(bits, HALF_FRACTION, HALF_EXPONENT);
    }

    static double brain(short bits) {
        return value(bits, BRAIN_FRACTION, BRAIN_EXPONENT);
    }

    /** Rounds to nearest, ties to even; beyond the greatest value to infinity, as IEEE 754 does. */
    static short toHalf(double value) {
        return bits(value, HALF_FRACTION, HALF_EXPONENT);
    }

    /** The same. */
    static short toBrain(double value) {
        return bits(value, BRAIN_FRACTION, BRAIN_EXPONENT);
    }

    private static double value(short bits, int fractionBits, int exponentBits) {
        int exponents = (1 << exponentBits) - 1;
        int exponent = bits >> fractionBits & exponents;
        int fraction = bits & (1 << fractionBits) - 1;
        int bias = exponents >> 1;
        double size;
        if (exponent == exponents) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) fraction, 1 - bias - fractionBits);
        } else {
            size = Math.scalb((double) (fraction | 1 << fractionBits), exponent - bias - fractionBits);
        }
        return (bits & SIGN) == 0 ? size : -size;
    }

    private static short bits(double value, int fractionBits, int exponentBits) {
        int exponents = (1 << exponentBits) - 1;
        int infinity = exponents << fractionBits;
        int sign = Double.doubleToRawLongBits(value) < 0 ? SIGN : 0;
        if (Double.isNaN(value)) {
            return (short) (sign | infinity | 1 << fractionBits - 1);
        }
        double size = Math.abs(value);
        int bias = exponents >> 1;
        int exponent = Math.max(Math.getExponent(size), 1 - bias);
        if (exponent > bias) {
            return (short) (sign | infinity);
        }
        // Scaling by a power of two is exact, so this is the only rounding; a carry runs into the exponent, and there
        // it belongs.
        int steps = (int) Math.rint(Math.scalb(size, fractionBits - exponent));
        int magnitude = steps + (exponent - (1 - bias) << fractionBits);
        return (short) (sign | magnitude);
    }
}
