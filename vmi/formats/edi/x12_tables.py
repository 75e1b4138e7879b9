"""What X12 says of the sets that are read here: which segments, in which order, of which elements.

Structures: `!` is needed, a number is the most in a row, nothing is one, `*` is any number. Round
brackets are a loop that its first segment opens; square ones hold segments whose order differs between
versions and is let be. Elements: type and shortest/longest, `!` is needed; R is a number, N0 a whole
one, DT a day, C a composite. After `;` the conditions between elements, as the standard writes them:
P all or none, R one at least, C if the first then all, L if the first then one more.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_PARTY: Final = "(N1* N2:2 N3:2 N4 [REF* PER* DTM* TD5* FOB N9* SI* G61*])"

STRUCTURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "852": f"ST! XQ! [XPO* N9* PER:3 CUR DTM* REF*] {_PARTY} "
        "(LIN*! [PID* MEA* CTP:25 PO4* AMT* QTY* PAL N9* DTM* REF* G95* UIT*] "
        "(N1* N2:2 N3:2 N4) (ZA*! [CTP* AMT* QTY* N9* DTM* REF* G95*] SDQ:500)) CTT SE!",
        "846": "ST! BIA! CUR [DTM* REF* PER:3 MEA* MAN* PID*] "
        f"{_PARTY} (LM* LQ*) "
        "(LIN*! [PID* MEA* PKG* PO4* PO3* DTM* CTP* CUR REF* PER* PWK* ITA* TAX* PHY* SDQ* LDT*] "
        "(LM* LQ*) (SAC* CUR) (QTY* [MEA* UIT* CTP* DTM* LDT* PER* TAX* REF* LQ* SDQ* LS LE]) "
        "(SCH* DTM*) (SLN* [PID* MEA* PKG* REF* DTM*]) "
        "(N1* N2:2 N3:2 N4 [REF* PER* LDT* QTY* DTM*]) (LS* REF* LE)) CTT SE!",
        "867": f"ST! BPT! [CUR DTM:10 REF:12 PER:3 MEA* PSA*] {_PARTY} "
        "(PTD*! [DTM* REF* PRF* MAN PID* PWK* MEA* PSA*] "
        "(N1* N2:2 N3:2 N4 [REF* PER* SII* DTM*]) (LM* LQ*) "
        "(QTY* [LIN* PO3* PO4* UIT* AMT* ITA* PID* MEA* PWK* PKG* REF* PER* DTM* CUR* TXI* CTP* SDQ* "
        "LDT* G95* MAN* SAC* LE LS]) (SII* N9*) (FA1* FA2*)) [CTT AMT* QTY*] SE!",
        "830": "ST! BFR! [XPO* CUR REF* PER* TAX* FOB CTP* SAC* CSH ITD* DTM* PID* MEA* PWK* PKG* "
        f"TD1* TD5* TD3* TD4* MAN* N9* MTX*] {_PARTY} (LM* LQ*) "
        "(LIN*! [UIT DTM* CUR PO3* CTP* PID* MEA* PWK* PKG* PO4 PRS REF* PER* SAC* ITD* TAX* FOB "
        "LDT* QTY* ATH* TD1 TD5* TD3* TD4* MAN* DD* SCH* SDP* N9* AMT*] (SLN* PID* [N1* N2* N3* N4]) "
        "(N1* N2:2 N3:2 N4 [REF* PER* FOB LDT*]) (LM* LQ*) "
        "(SDP* (FST* [QTY* SDQ* LQ*])) (FST* [QTY* SDQ* LQ*]) (SHP* REF*)) [CTT AMT*] SE!",
        "850": "ST! BEG! [CUR REF* PER* TAX* FOB* CTP* PAM* CSH* SAC* ITD* DIS* INC* DTM* LDT* LIN* SI* "
        "PID* MEA* PWK* PKG* TD1* TD5* TD3* TD4* MAN* PCT* CTB* TXI* XPO* SLN*] (LDT* MAN* MTX*) "
        "(AMT* [REF* DTM* PCT* FA1* FA2*]) (N9* [DTM* MSG* MTX* PWK* EFI*]) "
        "(N1* N2:2 IN2* N3* N4* NX2* [REF* PER* SI* FOB TD1* TD5* TD3* TD4* PKG* MSG* DTM*]) "
        "(LM* LQ*) (SPI* [REF* DTM* MSG* N1* N2* N3* N4* G61* CB1*]) (ADV* [DTM* MTX*]) "
        "(PO1*! [LIN* SI* CUR PO3* CTP* PAM* MEA* PID* PWK* PO4* REF* PER* SAC* IT8* CSH* ITD* DIS* INC* "
        "TAX* FOB* SDQ* IT3* DTM* TC2* TD1* TD5* TD3* TD4* PCT* MAN* MSG* SPI* TXI* CTB* QTY* SCH* PKG* "
        "LS LE LDT* AMT* N9* SLN* LM* LQ* G61* MTX* N1* N2* N3* N4* NX2* IN2* SE2* UIT* LX*]) "
        "[CTT AMT*] SE!",
    }
)

ELEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ST": "ID3/3! AN1/35! AN1/35",
        "SE": "N01/10! AN1/35!",
        "XQ": "ID1/2! DT! DT",
        "XPO": "AN1/22! AN1/22 ID1/2 AN2/80; P3,4",
        "N9": "ID2/3! AN1/80 AN1/45 DT TM ID2/2 C; R2,3",
        "N1": "ID2/3! AN1/60 ID1/2 AN2/80 ID2/2 ID2/3; R2,3 P3,4",
        "REF": "ID2/3! AN1/80 AN1/80 C; R2,3",
        "DTM": "ID3/3! DT TM ID2/2 ID2/3 AN1/35; R2,3,5 P5,6",
        "CUR": "ID2/3! ID3/3!",
        "LIN": "AN1/20 ID2/2! AN1/80!" + " ID2/2 AN1/80" * 14 + "; "
        "P4,5 P6,7 P8,9 P10,11 P12,13 P14,15 P16,17 P18,19 P20,21 P22,23 P24,25 P26,27 P28,29 P30,31",
        "CTP": "ID2/2 ID3/3 R1/17 R1/15 C ID3/3 R1/10 R1/18 ID2/2 AN1/10 N01/2; P4,5 C6,7 C11,3",
        "PO4": "N01/6 R1/8 ID2/2 AN3/5 ID1/2 R1/9 ID2/2 R1/9 ID2/2 R1/8 R1/8 R1/8 ID2/2 N01/6 AN ID AN AN"
        "; P2,3 P6,7",
        "AMT": "ID1/3! R1/18! ID1/1",
        "QTY": "ID2/2! R1/15 C AN1/30; R2,4",
        "ZA": "ID2/2! R1/15 ID2/2 ID3/3 DT ID2/3 AN1/80 ID1/1; C2,3 C4,5 P6,7",
        "SDQ": "ID2/2! ID1/2 AN2/80! R1/15!" + " AN2/80 R1/15" * 9 + " AN1/30",
        "CTT": "N01/6! R1/10 R1/10 ID2/2 R1/8 ID2/2 AN1/80",
        "BIA": "ID2/2! ID2/2! AN1/50! DT! TM ID1/2",
        "BPT": "ID2/2! AN1/50 DT! ID2/2 ID1/2 AN1/80 TM ID AN1/50; ",
        "PTD": "ID2/2! ID3/3 R1/10 ID2/3 AN1/80 ID2/2; P4,5 P2,3",
        "UIT": "C! R1/17 ID2/2; C3,2",
        "BFR": "ID2/2! AN1/50 AN1/30 ID2/2! ID1/1! DT! DT DT! DT AN1/30 AN1/22 ID2/2 ID1/2; R2,3",
        "FST": "R1/15! ID1/1! ID1/1! DT! DT ID3/3 TM ID2/3 AN1/80 ID2/2; P6,7 P8,9",
        "BEG": "ID2/2! ID2/2! AN1/22! AN1/30 DT! AN1/30 ID2/2 ID2/2 ID2/3 ID1/2 ID2/2 ID",
        "PO1": "AN1/20 R1/15 ID2/2 R1/17 ID2/2" + " ID2/2 AN1/80" * 10 + "; "
        "C3,2 C5,4 P6,7 P8,9 P10,11 P12,13 P14,15 P16,17 P18,19 P20,21 P22,23 P24,25",
        "SCH": "R1/15! ID2/2! ID2/3 AN1/60 ID3/3! DT! TM ID3/3 DT TM AN N0",
    }
)

_OTHERS: Final = (
    "AK1 AK2 AK3 AK4 AK5 AK9 AT7 AT8 B10 B2 B2A B3 BAK BCA BCH BCO BCT BGN BHT BIG BPR BRA "
    "BSN BSR BTP BTD CAS CD3 CLD CLM CR1 CRC CUR DMG DTP EB ENT FGS G01 G05 G17 G19 G20 G23 "
    "G31 G39 G43 G45 G50 G53 G62 G69 G70 G72 G76 G82 G83 G93 HCP HI HL HSD IK3 IK4 IK5 INS "
    "ISR IT1 ITM L11 L3 L5 LFS LUI LX MIA MOA MS1 MS2 N5 N7 NM1 NTE NX1 OTI PCL PLB PRV PWK "
    "Q3 QTY R4 RMR S5 SBR SN1 SV1 SVC TDS TED TFS TRN TS2 TS3 TST V1 W01 W03 W05 W06 W07 W12 "
    "W14 W15 W17 W19 W20 W27 W66 W76"
)
# Segments that exist and are not in these sets: such a one is unexpected, any other is unknown.
OTHER_SEGMENTS: Final = frozenset(_OTHERS.split())
