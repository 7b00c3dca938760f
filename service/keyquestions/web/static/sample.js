var e=`Ukraine-Russia Peace Talks Set for June 2
Ukrainian President Volodymyr Zelenskyy has announced that a delegation led by Defence Minister Rustem Umierov will represent Ukraine in negotiations with Russia, scheduled to take place in Istanbul on June 2, 2025. In preparation for these crucial discussions, Zelenskyy convened with top officials from various sectors of the Ukrainian government including the Foreign Ministry, Defence Ministry, General Staff, and Security Services.
Zelenskyy emphasized the primary objectives for the upcoming talks:
- First – a full and unconditional ceasefire.
- Second – the release of all prisoners.
- Third – the return of abducted children.
Further, Zelenskyy underscored the necessity of laying the groundwork for a reliable and lasting peace, highlighting the significance of preparing for meetings at the highest political levels.
Concerns Surrounding the Talks
As these negotiations loom, skepticism abounds regarding their potential for yielding meaningful results. Observers do not anticipate substantial progress; the prevailing view is one of cautious pessimism. Recent discussions have ended with little more than procedural exchanges, such as the significant 1,000-for-1,000 prisoner swap carried out on May 25, which some have characterized as the only noteworthy outcome from initial talks on May 16.
During the first round of negotiations in Istanbul, both parties failed to agree on a 30-day ceasefire, with Russia remaining resistant to Ukraine's proposals. This pattern raises questions about Moscow's willingness to compromise.
Russia's Stubborn Demands
The Kremlin has consistently issued maximalist demands considered unacceptable by Kyiv. Notably, these include recognition of Russia's illegal annexation of Crimea and specific Ukrainian territories, along with demands for the withdrawal of Ukrainian troops and a cessation of Western military support. U.S. President Donald Trump has publicly expressed frustration over Russia's lack of concessions, yet he has avoided implementing sanctions actively against Moscow.
Experts, including political analysts from various institutions, have described Russian President Vladimir Putin’s negotiation strategy as a balancing act. By making superficial gestures towards peace, Putin attempts to placate external critics like Trump, all while remaining firm in his goals. The analysis points towards a calculated strategy by Russia to prolong the conflict, buying time for further military advances while putting extreme pressure on Ukraine.
Implications for Future Talks
While Ukraine's proposed ceasefire memorandum includes terms for monitoring agreements by international partners, Russia's counter-memorandum remains delayed, suggesting a lack of genuine engagement from the Kremlin's side. International analysts warn that without significant changes on the battlefield or internal political pressure, Russia is unlikely to modify its existing hardline stance.
The upcoming talks in Istanbul may merely serve as a platform for Russia to reiterate its demands while providing minimal concessions. Observers remain wary that absent a shift in approach from Trump or substantial external pressure, the likelihood of reaching an agreement is low.
Conclusion
As both sides prepare for the discussions in Istanbul, the road to a lasting peace seems fraught with challenges. Analysts suggest that for talks to have any real chance of success, a stronger stance against Russia is necessary, coupled with an understanding from the U.S. that real leverage over the situation may lie in pressing for more substantial concessions.
Bias Analysis
Key Questions About This Article
`;export{e as default};