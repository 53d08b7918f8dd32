// SPDX-License-Identifier: Apache-2.0
/*
 * Makes a library believe that the CPU has AVX2 and nothing newer.
 *
 * XNNPACK and ONNX Runtime ask the CPU by the CPUID instruction itself, and have no option or
 * variable to be held to fewer features (google/XNNPACK:src/configs/hardware-config.c).  So
 * hold.py copies the library and replaces each CPUID (0F A2) by 0F 04, which no CPU defines
 * and no compiler emits.  It raises SIGILL; the handler here executes the real CPUID, takes
 * the newer features out of the answer, and steps over it.
 *
 * Built and loaded by hold.py, before the library is.
 */
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

static volatile unsigned long trapped_count, masked_count;

// Bits of leaf 7, subleaves 0 and 1: Intel SDM, volume 2, CPUID.
enum {
	EBX7_AVX512 = 1 << 16 | 1 << 17 | 1 << 21 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 30 |
		      (int)(1u << 31), // F DQ IFMA PF ER CD BW VL
	ECX7_AVX512 = 1 << 1 | 1 << 6 | 1 << 8 | 1 << 11 | 1 << 12 |
		      1 << 14, // VBMI VBMI2 GFNI VNNI BITALG VPOPCNTDQ
	EDX7_AVX512 = 1 << 2 | 1 << 3 | 1 << 8 | 1 << 22 | 1 << 23 | 1 << 24 |
		      1 << 25, // 4VNNIW 4FMAPS VP2INTERSECT AMX_BF16 FP16 AMX_TILE AMX_INT8
	EAX71_NEWER = 1 << 4 | 1 << 5 | 1 << 21 | 1 << 23, // AVX_VNNI BF16 AMX_FP16 AVX_IFMA
	EDX71_NEWER = 1 << 4 | 1 << 5 | 1 << 8 | 1 << 10 |
		      1 << 19, // AVX_VNNI_INT8 NE_CONVERT AMX_COMPLEX VNNI_INT16 AVX10
};

static void mask(
	unsigned leaf, unsigned subleaf, unsigned *a, unsigned *b, unsigned *c, unsigned *d)
{
	if (leaf != 7)
		return;
	unsigned before[4] = {*a, *b, *c, *d};
	if (subleaf == 0) {
		*b &= ~(unsigned)EBX7_AVX512;
		*c &= ~(unsigned)ECX7_AVX512;
		*d &= ~(unsigned)EDX7_AVX512;
	} else if (subleaf == 1) {
		*a &= ~(unsigned)EAX71_NEWER;
		*d &= ~(unsigned)EDX71_NEWER;
	}
	masked_count += before[0] != *a || before[1] != *b || before[2] != *c || before[3] != *d;
}

static void on_sigill(int signal_number, siginfo_t *info, void *context)
{
	(void)info;
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	static const unsigned char marker[2] = {0x0f, 0x04};
	if (memcmp((const void *)(uintptr_t)registers[REG_RIP], marker, sizeof(marker)) != 0) {
		signal(signal_number, SIG_DFL); // not ours: fails again, as it should
		return;
	}
	unsigned leaf = (unsigned)registers[REG_RAX], subleaf = (unsigned)registers[REG_RCX];
	unsigned a, b, c, d;
	__cpuid_count(leaf, subleaf, a, b, c, d);
	trapped_count++;
	mask(leaf, subleaf, &a, &b, &c, &d);
	registers[REG_RAX] = a;
	registers[REG_RBX] = b;
	registers[REG_RCX] = c;
	registers[REG_RDX] = d;
	registers[REG_RIP] += (greg_t)sizeof(marker);
}

int hold_install(void)
{
	struct sigaction action = {.sa_sigaction = on_sigill, .sa_flags = SA_SIGINFO};
	sigemptyset(&action.sa_mask);
	return sigaction(SIGILL, &action, NULL);
}

// CPUIDs that were answered here, and those of which something was taken out.
unsigned long hold_trapped(void)
{
	return trapped_count;
}

unsigned long hold_masked(void)
{
	return masked_count;
}
