package io.millwright.simulator;

/**
 * What {@code Wave<i>.vibration} holds: three tones of whole periods, so that the mean is 0, under an amplitude that tells
 * sensor and number. A function of its arguments, for whoever checks a received waveform.
 */
public final class Waveform {
    private static final int AMPLITUDES = 997;

    private Waveform() {}

    /**
     * {@code Wave<i>.number} of the waveform with this source time.
     *
     * @param periodMicros time between two waveforms
     */
    public static long number(long sourceTimeMicros, long periodMicros) {
        return sourceTimeMicros / periodMicros;
    }

    /** Root mean square of a waveform: at least 1, below 2, and another one for each of 997 numbers in a row. */
    public static double rms(int sensor, long number) {
        return 1 + Math.floorMod(number * 7 + sensor * 131L, AMPLITUDES) / (double) AMPLITUDES;
    }

    /** The whole waveform of a sensor, numbered from 1; length 16 or more. */
    public static float[] samples(int sensor, long number, int length) {
        return scaled(pattern(length), rms(sensor, number));
    }

    static float[] scaled(float[] pattern, double rms) {
        float factor = (float) rms;
        float[] samples = new float[pattern.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pattern[i] * factor;
        }
        return samples;
    }

    /** The tones with root mean square 1. */
    static float[] pattern(int length) {
        int lowest = Math.max(1, length / 128);
        double scale = Math.sqrt(2 / (1 + 0.25 + 0.0625));
        float[] pattern = new float[length];
        for (int i = 0; i < length; i++) {
            double turn = 2 * Math.PI * lowest * i / length;
            pattern[i] = (float) (scale * (Math.sin(turn) + 0.5 * Math.sin(3 * turn) + 0.25 * Math.sin(7 * turn)));
        }
        return pattern;
    }
}
