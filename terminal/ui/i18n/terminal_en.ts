<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>AmountPage</name>
    <message>
        <source>Redeem points</source>
        <translation>Redeem points</translation>
    </message>
    <message>
        <source>Give back in cash</source>
        <translation>Give back in cash</translation>
    </message>
    <message>
        <source>Cash taken</source>
        <translation>Cash taken</translation>
    </message>
    <message>
        <source>Give back on the card terminal</source>
        <translation>Give back on the card terminal</translation>
    </message>
    <message>
        <source>Charge on the card terminal</source>
        <translation>Charge on the card terminal</translation>
    </message>
    <message>
        <source>Discount on the line</source>
        <translation>Discount on the line</translation>
    </message>
    <message>
        <source>Redeem</source>
        <translation>Redeem</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Given back</translation>
    </message>
    <message>
        <source>Exactly %1</source>
        <translation>Exactly %1</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Taken</translation>
    </message>
    <message>
        <source>The terminal says: approved</source>
        <translation>The terminal says: approved</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>Take off</translation>
    </message>
    <message>
        <source>Redeem, rest in cash</source>
        <translation>Redeem, rest in cash</translation>
    </message>
    <message>
        <source>Redeem, rest by card</source>
        <translation>Redeem, rest by card</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
    <message>
        <source>Pay with stored value</source>
        <translation>Pay with stored value</translation>
    </message>
    <message>
        <source>Sell stored value</source>
        <translation>Sell stored value</translation>
    </message>
    <message>
        <source>Pay all that the member has</source>
        <translation>Pay all that the member has</translation>
    </message>
    <message>
        <source>Pay from the member&apos;s value</source>
        <translation>Pay from the member&apos;s value</translation>
    </message>
    <message>
        <source>Put it on the member&apos;s value</source>
        <translation>Put it on the member&apos;s value</translation>
    </message>
    <message>
        <source>Or tap a gift card: it pays as far as it goes.</source>
        <translation>Or tap a gift card: it pays as far as it goes.</translation>
    </message>
    <message>
        <source>Or enter the amount and tap the gift card that is sold.</source>
        <translation>Or enter the amount and tap the gift card that is sold.</translation>
    </message>
</context>
<context>
    <name>BasketPanel</name>
    <message>
        <source>Ready: scan an item or tap a card</source>
        <translation>Ready: scan an item or tap a card</translation>
    </message>
    <message>
        <source>/ finds an item or a member by any part of the name</source>
        <translation>/ finds an item or a member by any part of the name</translation>
    </message>
    <message>
        <source>Paid: %1</source>
        <translation>Paid: %1</translation>
    </message>
    <message>
        <source>GIVE BACK</source>
        <translation>GIVE BACK</translation>
    </message>
    <message>
        <source>STILL DUE</source>
        <translation>STILL DUE</translation>
    </message>
    <message>
        <source>TOTAL</source>
        <translation>TOTAL</translation>
    </message>
</context>
<context>
    <name>CloseShiftPage</name>
    <message>
        <source>Close the shift</source>
        <translation>Close the shift</translation>
    </message>
    <message>
        <source>Count the cash in the till, all of it, and enter the sum.</source>
        <translation>Count the cash in the till, all of it, and enter the sum.</translation>
    </message>
    <message>
        <source>Cash counted</source>
        <translation>Cash counted</translation>
    </message>
    <message>
        <source>Back to selling</source>
        <translation>Back to selling</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Total %1</source>
        <translation>Total %1</translation>
    </message>
    <message>
        <source>Next customer: or just scan</source>
        <translation>Next customer: or just scan</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Print again</translation>
    </message>
</context>
<context>
    <name>ElsewherePage</name>
    <message>
        <source>Goods of another terminal come back</source>
        <translation>Goods of another terminal come back</translation>
    </message>
    <message>
        <source>Read it from the receipt. Without a receipt leave the first two empty: money only, no points.</source>
        <translation>Read it from the receipt. Without a receipt leave the first two empty: money only, no points.</translation>
    </message>
    <message>
        <source>Sale (the number at the receipt&apos;s end)</source>
        <translation>Sale (the number at the receipt&apos;s end)</translation>
    </message>
    <message>
        <source>Line of the receipt</source>
        <translation>Line of the receipt</translation>
    </message>
    <message>
        <source>Article: number, barcode or name</source>
        <translation>Article: number, barcode or name</translation>
    </message>
    <message>
        <source>How many come back</source>
        <translation>How many come back</translation>
    </message>
    <message>
        <source>Paid for them, in all</source>
        <translation>Paid for them, in all</translation>
    </message>
    <message>
        <source>Of it in points</source>
        <translation>Of it in points</translation>
    </message>
    <message>
        <source>Of it by voucher</source>
        <translation>Of it by voucher</translation>
    </message>
    <message>
        <source>Of it in stored value</source>
        <translation>Of it in stored value</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Approved by</translation>
    </message>
    <message>
        <source>Take these goods back</source>
        <translation>Take these goods back</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
</context>
<context>
    <name>EnrolPage</name>
    <message>
        <source>Welcome: this terminal is new</source>
        <translation>Welcome: this terminal is new</translation>
    </message>
    <message>
        <source>Ask head office for a one-time code: pareto-hq enrol prints it. It is good for 24 hours.</source>
        <translation>Ask head office for a one-time code: pareto-hq enrol prints it. It is good for 24 hours.</translation>
    </message>
    <message>
        <source>Address of head office</source>
        <translation>Address of head office</translation>
    </message>
    <message>
        <source>One-time code</source>
        <translation>One-time code</translation>
    </message>
    <message>
        <source>That did not work. Check the address, the network and the code. For IT: %1</source>
        <translation>That did not work. Check the address, the network and the code. For IT: %1</translation>
    </message>
    <message>
        <source>Asking head office …</source>
        <translation>Asking head office …</translation>
    </message>
    <message>
        <source>Enrol this terminal</source>
        <translation>Enrol this terminal</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>quantity of the line in hand; amounts</source>
        <translation>quantity of the line in hand; amounts</translation>
    </message>
    <message>
        <source>the highlighted button</source>
        <translation>the highlighted button</translation>
    </message>
    <message>
        <source>one step back; never loses a basket</source>
        <translation>one step back; never loses a basket</translation>
    </message>
    <message>
        <source>another line or row</source>
        <translation>another line or row</translation>
    </message>
    <message>
        <source>find an item or a member</source>
        <translation>find an item or a member</translation>
    </message>
    <message>
        <source>redeem points</source>
        <translation>redeem points</translation>
    </message>
    <message>
        <source>cash</source>
        <translation>cash</translation>
    </message>
    <message>
        <source>card</source>
        <translation>card</translation>
    </message>
    <message>
        <source>take back what was paid last</source>
        <translation>take back what was paid last</translation>
    </message>
    <message>
        <source>discount on the line</source>
        <translation>discount on the line</translation>
    </message>
    <message>
        <source>void the line; cancel an open receipt</source>
        <translation>void the line; cancel an open receipt</translation>
    </message>
    <message>
        <source>void the whole basket</source>
        <translation>void the whole basket</translation>
    </message>
    <message>
        <source>park, or take up a parked basket</source>
        <translation>park, or take up a parked basket</translation>
    </message>
    <message>
        <source>sales: return, cancel, print</source>
        <translation>sales: return, cancel, print</translation>
    </message>
    <message>
        <source>new member</source>
        <translation>new member</translation>
    </message>
    <message>
        <source>print again</source>
        <translation>print again</translation>
    </message>
    <message>
        <source>more</source>
        <translation>more</translation>
    </message>
    <message>
        <source>close the shift</source>
        <translation>close the shift</translation>
    </message>
    <message>
        <source>language, in the settings</source>
        <translation>language, in the settings</translation>
    </message>
    <message>
        <source>light or dark, in the settings</source>
        <translation>light or dark, in the settings</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
    <message>
        <source>stored value or a gift card pays</source>
        <translation>stored value or a gift card pays</translation>
    </message>
    <message>
        <source>sell a gift card, top up value</source>
        <translation>sell a gift card, top up value</translation>
    </message>
    <message>
        <source>goods of another terminal</source>
        <translation>goods of another terminal</translation>
    </message>
    <message>
        <source>open the drawer</source>
        <translation>open the drawer</translation>
    </message>
    <message>
        <source>lock this terminal</source>
        <translation>lock this terminal</translation>
    </message>
    <message>
        <source>X report: the shift so far</source>
        <translation>X report: the shift so far</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Find an item or a member</source>
        <translation>Find an item or a member</translation>
    </message>
    <message>
        <source>Parked baskets</source>
        <translation>Parked baskets</translation>
    </message>
    <message>
        <source>Sales of this terminal</source>
        <translation>Sales of this terminal</translation>
    </message>
    <message>
        <source>Nothing here.</source>
        <translation>Nothing here.</translation>
    </message>
    <message>
        <source>Type any part of a name, a number or a barcode.</source>
        <translation>Type any part of a name, a number or a barcode.</translation>
    </message>
    <message>
        <source>Nothing found. Type less of it.</source>
        <translation>Nothing found. Type less of it.</translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message>
        <source>No member yet: tap the card</source>
        <translation>No member yet: tap the card</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>New card</translation>
    </message>
    <message>
        <source>VIP</source>
        <translation>VIP</translation>
    </message>
    <message>
        <source>Birthday these days: congratulate!</source>
        <translation>Birthday these days: congratulate!</translation>
    </message>
</context>
<context>
    <name>MorePage</name>
    <message>
        <source>New member</source>
        <translation>New member</translation>
    </message>
    <message>
        <source>Sales: return, cancel, print</source>
        <translation>Sales: return, cancel, print</translation>
    </message>
    <message>
        <source>Print the last receipt again</source>
        <translation>Print the last receipt again</translation>
    </message>
    <message>
        <source>Void the whole basket</source>
        <translation>Void the whole basket</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Close the shift</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>All keys</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
    <message>
        <source>Sell a gift card, top up value</source>
        <translation>Sell a gift card, top up value</translation>
    </message>
    <message>
        <source>Goods of another terminal</source>
        <translation>Goods of another terminal</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>Lock this terminal</source>
        <translation>Lock this terminal</translation>
    </message>
    <message>
        <source>X report: the shift so far</source>
        <translation>X report: the shift so far</translation>
    </message>
</context>
<context>
    <name>NewMemberPage</name>
    <message>
        <source>New member</source>
        <translation>New member</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Agrees to hear of offers (read out: we keep name and phone to write about offers; it can be taken back at any time)</source>
        <translation>Agrees to hear of offers (read out: we keep name and phone to write about offers; it can be taken back at any time)</translation>
    </message>
    <message>
        <source>The card was read</source>
        <translation>The card was read</translation>
    </message>
    <message>
        <source>Now tap or scan the new card (or enrol without one)</source>
        <translation>Now tap or scan the new card (or enrol without one)</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>Enrol</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
</context>
<context>
    <name>NextPanel</name>
    <message>
        <source>Quantity %1</source>
        <translation>Quantity %1</translation>
    </message>
    <message>
        <source>Redeem %1</source>
        <translation>Redeem %1</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>Take back what was paid last</source>
        <translation>Take back what was paid last</translation>
    </message>
    <message>
        <source>Void line</source>
        <translation>Void line</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Discount</translation>
    </message>
    <message>
        <source>Press a number for the line in hand, or A for all of it.</source>
        <translation>Press a number for the line in hand, or A for all of it.</translation>
    </message>
    <message>
        <source>Everything comes back</source>
        <translation>Everything comes back</translation>
    </message>
    <message>
        <source>Take these goods back</source>
        <translation>Take these goods back</translation>
    </message>
    <message>
        <source>Take up</source>
        <translation>Take up</translation>
    </message>
    <message>
        <source>Open the receipt</source>
        <translation>Open the receipt</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>Take this one</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>Cancel this sale</source>
        <translation>Cancel this sale</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>Back to the basket</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Top up</source>
        <translation>Top up</translation>
    </message>
</context>
<context>
    <name>NumberPad</name>
    <message>
        <source>erase</source>
        <translation>erase</translation>
    </message>
</context>
<context>
    <name>OpenShiftPage</name>
    <message>
        <source>The shift is closed</source>
        <translation>The shift is closed</translation>
    </message>
    <message>
        <source>Open a shift</source>
        <translation>Open a shift</translation>
    </message>
    <message>
        <source>Cashier&apos;s name or number</source>
        <translation>Cashier&apos;s name or number</translation>
    </message>
    <message>
        <source>Cash in the till now</source>
        <translation>Cash in the till now</translation>
    </message>
    <message>
        <source>Open the shift</source>
        <translation>Open the shift</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
</context>
<context>
    <name>SalePage</name>
    <message>
        <source>Find</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Park</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>Parked</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Sales</translation>
    </message>
    <message>
        <source>New member</source>
        <translation>New member</translation>
    </message>
    <message>
        <source>More</source>
        <translation>More</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Dark: change to light</source>
        <translation>Dark: change to light</translation>
    </message>
    <message>
        <source>Light: change to dark</source>
        <translation>Light: change to dark</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>SignOnPage</name>
    <message>
        <source>Locked: the basket is kept</source>
        <translation>Locked: the basket is kept</translation>
    </message>
    <message>
        <source>A supervisor taps the staff card here, or enters number and PIN.</source>
        <translation>A supervisor taps the staff card here, or enters number and PIN.</translation>
    </message>
    <message>
        <source>Shift of %1. Tap the staff card, or enter the PIN.</source>
        <translation>Shift of %1. Tap the staff card, or enter the PIN.</translation>
    </message>
    <message>
        <source>Supervisor&apos;s number</source>
        <translation>Supervisor&apos;s number</translation>
    </message>
    <message>
        <source>Number, if it is somebody else</source>
        <translation>Number, if it is somebody else</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>Sign on</source>
        <translation>Sign on</translation>
    </message>
    <message>
        <source>Do not do it</source>
        <translation>Do not do it</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Call for help: alarm</source>
        <translation>Call for help: alarm</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>Starting …</source>
        <translation>Starting …</translation>
    </message>
    <message>
        <source>It is not known yet whether the last step was recorded</source>
        <translation>It is not known yet whether the last step was recorded</translation>
    </message>
    <message>
        <source>This terminal cannot start</source>
        <translation>This terminal cannot start</translation>
    </message>
    <message>
        <source>Do not take the money again. Find out: the terminal opens its file anew and says what is recorded.</source>
        <translation>Do not take the money again. Find out: the terminal opens its file anew and says what is recorded.</translation>
    </message>
    <message>
        <source>Try again; if it stays, call for help and read this out: %1</source>
        <translation>Try again; if it stays, call for help and read this out: %1</translation>
    </message>
    <message>
        <source>Find out</source>
        <translation>Find out</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>No network, and the last known balance is lower. Redeem less.</source>
        <translation>No network, and the last known balance is lower. Redeem less.</translation>
    </message>
    <message>
        <source>No network: this card may redeem less without it. Redeem less.</source>
        <translation>No network: this card may redeem less without it. Redeem less.</translation>
    </message>
    <message>
        <source>No network, and this card was used here without it already. Take another tender.</source>
        <translation>No network, and this card was used here without it already. Take another tender.</translation>
    </message>
    <message>
        <source>No network, and this terminal has redeemed what it may without it. Take another tender.</source>
        <translation>No network, and this terminal has redeemed what it may without it. Take another tender.</translation>
    </message>
    <message>
        <source>No network for too long: points cannot be redeemed. Take another tender.</source>
        <translation>No network for too long: points cannot be redeemed. Take another tender.</translation>
    </message>
    <message>
        <source>This terminal&apos;s clock is wrong: points cannot be redeemed. Set the clock.</source>
        <translation>This terminal&apos;s clock is wrong: points cannot be redeemed. Set the clock.</translation>
    </message>
    <message>
        <source>The card could not be checked. Present it again.</source>
        <translation>The card could not be checked. Present it again.</translation>
    </message>
    <message>
        <source>No network: points cannot be redeemed now. Take another tender.</source>
        <translation>No network: points cannot be redeemed now. Take another tender.</translation>
    </message>
    <message>
        <source>The amount does not fit what is due. Enter it again.</source>
        <translation>The amount does not fit what is due. Enter it again.</translation>
    </message>
    <message>
        <source>The discount is more than the line costs. Enter less.</source>
        <translation>The discount is more than the line costs. Enter less.</translation>
    </message>
    <message>
        <source>This line keeps its quantity: its label or receipt says it.</source>
        <translation>This line keeps its quantity: its label or receipt says it.</translation>
    </message>
    <message>
        <source>That does not fit this sale. Look at the lines.</source>
        <translation>That does not fit this sale. Look at the lines.</translation>
    </message>
    <message>
        <source>This card is blocked. Ask kindly for another, or sell without one.</source>
        <translation>This card is blocked. Ask kindly for another, or sell without one.</translation>
    </message>
    <message>
        <source>This card could not prove itself. Ask kindly for another, or sell without one.</source>
        <translation>This card could not prove itself. Ask kindly for another, or sell without one.</translation>
    </message>
    <message>
        <source>The card left too early. Present it again.</source>
        <translation>The card left too early. Present it again.</translation>
    </message>
    <message>
        <source>This card is a member&apos;s already. Take another card.</source>
        <translation>This card is a member&apos;s already. Take another card.</translation>
    </message>
    <message>
        <source>This item is not in the catalogue. Search it by name with /.</source>
        <translation>This item is not in the catalogue. Search it by name with /.</translation>
    </message>
    <message>
        <source>This code is not for sale goods. Scan the article&apos;s own code.</source>
        <translation>This code is not for sale goods. Scan the article&apos;s own code.</translation>
    </message>
    <message>
        <source>This very article was sold already. Call a supervisor.</source>
        <translation>This very article was sold already. Call a supervisor.</translation>
    </message>
    <message>
        <source>This code is not understood here. Search the item by name with /.</source>
        <translation>This code is not understood here. Search the item by name with /.</translation>
    </message>
    <message>
        <source>This sale was cancelled already.</source>
        <translation>This sale was cancelled already.</translation>
    </message>
    <message>
        <source>Only a sale of today can be cancelled. Take the goods back instead.</source>
        <translation>Only a sale of today can be cancelled. Take the goods back instead.</translation>
    </message>
    <message>
        <source>More than was sold, or it came back already. Check the receipt.</source>
        <translation>More than was sold, or it came back already. Check the receipt.</translation>
    </message>
    <message>
        <source>Another terminal sold this. Call a supervisor.</source>
        <translation>Another terminal sold this. Call a supervisor.</translation>
    </message>
    <message>
        <source>This receipt is not one of this terminal. Call a supervisor.</source>
        <translation>This receipt is not one of this terminal. Call a supervisor.</translation>
    </message>
    <message>
        <source>This terminal is not enrolled yet.</source>
        <translation>This terminal is not enrolled yet.</translation>
    </message>
    <message>
        <source>This terminal must reach head office before it sells. Check the network.</source>
        <translation>This terminal must reach head office before it sells. Check the network.</translation>
    </message>
    <message>
        <source>No shift is open. Open one first.</source>
        <translation>No shift is open. Open one first.</translation>
    </message>
    <message>
        <source>A shift is open already.</source>
        <translation>A shift is open already.</translation>
    </message>
    <message>
        <source>Finish, park or void the open basket first; give back what was paid.</source>
        <translation>Finish, park or void the open basket first; give back what was paid.</translation>
    </message>
    <message>
        <source>There is no such line.</source>
        <translation>There is no such line.</translation>
    </message>
    <message>
        <source>These points cannot be redeemed: too few, more than is due, or no card shown.</source>
        <translation>These points cannot be redeemed: too few, more than is due, or no card shown.</translation>
    </message>
    <message>
        <source>That did not work, and nothing was changed. Try again; if it stays, call for help.</source>
        <translation>That did not work, and nothing was changed. Try again; if it stays, call for help.</translation>
    </message>
    <message>
        <source>Parked. P takes it up again.</source>
        <translation>Parked. P takes it up again.</translation>
    </message>
    <message>
        <source>Here is the parked basket again.</source>
        <translation>Here is the parked basket again.</translation>
    </message>
    <message>
        <source>New card: N enrols a member, or go on without.</source>
        <translation>New card: N enrols a member, or go on without.</translation>
    </message>
    <message>
        <source>Enrolled. Welcome!</source>
        <translation>Enrolled. Welcome!</translation>
    </message>
    <message>
        <source>Cancelled: %1. Give the money back.</source>
        <translation>Cancelled: %1. Give the money back.</translation>
    </message>
    <message>
        <source>The sale that was being paid for is recorded: %1. B prints it.</source>
        <translation>The sale that was being paid for is recorded: %1. B prints it.</translation>
    </message>
    <message>
        <source>The last sale was not recorded. Its basket is here, with the money that was taken; points are with the member again.</source>
        <translation>The last sale was not recorded. Its basket is here, with the money that was taken; points are with the member again.</translation>
    </message>
    <message>
        <source>This article is in the basket already.</source>
        <translation>This article is in the basket already.</translation>
    </message>
    <message>
        <source>There is nothing to park.</source>
        <translation>There is nothing to park.</translation>
    </message>
    <message>
        <source>This voucher cannot pay here: used, expired, another member&apos;s, or no network.</source>
        <translation>This voucher cannot pay here: used, expired, another member&apos;s, or no network.</translation>
    </message>
    <message>
        <source>This gift cannot be given here: out of stock, over, or for others.</source>
        <translation>This gift cannot be given here: out of stock, over, or for others.</translation>
    </message>
    <message>
        <source>This coupon cannot be used here: used, expired, or no network.</source>
        <translation>This coupon cannot be used here: used, expired, or no network.</translation>
    </message>
    <message>
        <source>The printer is out of paper: put in a new roll. What waits comes out by itself; go on selling.</source>
        <translation>The printer is out of paper: put in a new roll. What waits comes out by itself; go on selling.</translation>
    </message>
    <message>
        <source>The printer&apos;s cover is open: close it. What waits comes out by itself; go on selling.</source>
        <translation>The printer&apos;s cover is open: close it. What waits comes out by itself; go on selling.</translation>
    </message>
    <message>
        <source>The printer is jammed: open the cover, take out the paper, close it, switch it off and on. Go on selling.</source>
        <translation>The printer is jammed: open the cover, take out the paper, close it, switch it off and on. Go on selling.</translation>
    </message>
    <message>
        <source>The printer does not answer: switch it off and on. What waits comes out by itself; go on selling.</source>
        <translation>The printer does not answer: switch it off and on. What waits comes out by itself; go on selling.</translation>
    </message>
    <message>
        <source>The printer is not there: see to its power and cable. What waits comes out by itself; go on selling.</source>
        <translation>The printer is not there: see to its power and cable. What waits comes out by itself; go on selling.</translation>
    </message>
    <message>
        <source>printer</source>
        <translation>printer</translation>
    </message>
    <message>
        <source>printer: paper soon out</source>
        <translation>printer: paper soon out</translation>
    </message>
    <message>
        <source>no paper</source>
        <translation>no paper</translation>
    </message>
    <message>
        <source>printer is open</source>
        <translation>printer is open</translation>
    </message>
    <message>
        <source>printer is jammed</source>
        <translation>printer is jammed</translation>
    </message>
    <message>
        <source>printer is silent</source>
        <translation>printer is silent</translation>
    </message>
    <message>
        <source>printer is away</source>
        <translation>printer is away</translation>
    </message>
    <message>
        <source>This terminal has no printer: terminal.toml names one.</source>
        <translation>This terminal has no printer: terminal.toml names one.</translation>
    </message>
    <message>
        <source>Too many wrong PINs: wait some minutes, or somebody else signs on.</source>
        <translation>Too many wrong PINs: wait some minutes, or somebody else signs on.</translation>
    </message>
    <message>
        <source>That number and PIN do not go together. Try again.</source>
        <translation>That number and PIN do not go together. Try again.</translation>
    </message>
    <message>
        <source>This shift is somebody else&apos;s: they sign on, or a supervisor does.</source>
        <translation>This shift is somebody else&apos;s: they sign on, or a supervisor does.</translation>
    </message>
    <message>
        <source>This person may not approve it either. Ask somebody else.</source>
        <translation>This person may not approve it either. Ask somebody else.</translation>
    </message>
    <message>
        <source>This discount has to be approved.</source>
        <translation>This discount has to be approved.</translation>
    </message>
    <message>
        <source>Taking these goods back has to be approved.</source>
        <translation>Taking these goods back has to be approved.</translation>
    </message>
    <message>
        <source>Cancelling this sale has to be approved.</source>
        <translation>Cancelling this sale has to be approved.</translation>
    </message>
    <message>
        <source>Goods of another terminal: taking them back has to be approved.</source>
        <translation>Goods of another terminal: taking them back has to be approved.</translation>
    </message>
    <message>
        <source>Opening the drawer has to be approved.</source>
        <translation>Opening the drawer has to be approved.</translation>
    </message>
    <message>
        <source>Closing the shift has to be approved.</source>
        <translation>Closing the shift has to be approved.</translation>
    </message>
    <message>
        <source>The drawer is open.</source>
        <translation>The drawer is open.</translation>
    </message>
    <message>
        <source>Taken back: add more, or give the money back.</source>
        <translation>Taken back: add more, or give the money back.</translation>
    </message>
    <message>
        <source>A supervisor has to approve this.</source>
        <translation>A supervisor has to approve this.</translation>
    </message>
    <message>
        <source>It is printed.</source>
        <translation>It is printed.</translation>
    </message>
</context>
<context>
    <name>pareto::terminal::ui::TerminalModel</name>
    <message numerus="yes">
        <source>%n to send</source>
        <translation>
            <numerusform>%n to send</numerusform>
            <numerusform>%n to send</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message>
        <source>The basket is empty: scan something first.</source>
        <translation>The basket is empty: scan something first.</translation>
    </message>
    <message>
        <source>Finish, park or void the open basket first.</source>
        <translation>Finish, park or void the open basket first.</translation>
    </message>
    <message>
        <source>Void the whole basket? Press X again.</source>
        <translation>Void the whole basket? Press X again.</translation>
    </message>
    <message>
        <source>Cancel this whole sale? Press V again.</source>
        <translation>Cancel this whole sale? Press V again.</translation>
    </message>
    <message>
        <source>Show a member&apos;s card first.</source>
        <translation>Show a member&apos;s card first.</translation>
    </message>
    <message>
        <source>Points are redeemed with the card only: present it.</source>
        <translation>Points are redeemed with the card only: present it.</translation>
    </message>
    <message>
        <source>No network: no points can be redeemed with this card now.</source>
        <translation>No network: no points can be redeemed with this card now.</translation>
    </message>
    <message>
        <source>There are no points to redeem.</source>
        <translation>There are no points to redeem.</translation>
    </message>
    <message>
        <source>No basket is parked.</source>
        <translation>No basket is parked.</translation>
    </message>
    <message>
        <source>Choose what comes back: a number for the line, or A for all.</source>
        <translation>Choose what comes back: a number for the line, or A for all.</translation>
    </message>
    <message>
        <source>That is not an amount. Enter it like 12.50.</source>
        <translation>That is not an amount. Enter it like 12.50.</translation>
    </message>
    <message>
        <source>Enter an amount like 5.00, or a percentage like 10%.</source>
        <translation>Enter an amount like 5.00, or a percentage like 10%.</translation>
    </message>
    <message>
        <source>Enter how many points, or press Esc.</source>
        <translation>Enter how many points, or press Esc.</translation>
    </message>
    <message>
        <source>Enter the cashier&apos;s name or number.</source>
        <translation>Enter the cashier&apos;s name or number.</translation>
    </message>
    <message>
        <source>The cash in the till is not an amount. Enter it like 500.00.</source>
        <translation>The cash in the till is not an amount. Enter it like 500.00.</translation>
    </message>
    <message>
        <source>Count the cash in the till and enter it like 500.00.</source>
        <translation>Count the cash in the till and enter it like 500.00.</translation>
    </message>
    <message>
        <source>Enter the address of head office and the one-time code.</source>
        <translation>Enter the address of head office and the one-time code.</translation>
    </message>
    <message>
        <source>Enter a name or a phone number.</source>
        <translation>Enter a name or a phone number.</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>no network</translation>
    </message>
    <message>
        <source>reader</source>
        <translation>reader</translation>
    </message>
    <message>
        <source>reader is away</source>
        <translation>reader is away</translation>
    </message>
    <message>
        <source>earns %1 points</source>
        <translation>earns %1 points</translation>
    </message>
    <message>
        <source>takes back %1 points</source>
        <translation>takes back %1 points</translation>
    </message>
    <message>
        <source>%1 points = %2</source>
        <translation>%1 points = %2</translation>
    </message>
    <message>
        <source>No network: up to %1 points with this card.</source>
        <translation>No network: up to %1 points with this card.</translation>
    </message>
    <message>
        <source>No network: points are earned, but not redeemed now.</source>
        <translation>No network: points are earned, but not redeemed now.</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 points</translation>
    </message>
    <message>
        <source>%1 more points soon</source>
        <translation>%1 more points soon</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>as of %1</translation>
    </message>
    <message>
        <source>Found by name: earns. Redeeming needs the card.</source>
        <translation>Found by name: earns. Redeeming needs the card.</translation>
    </message>
    <message>
        <source>The card could not be checked: earns. Present it again to redeem.</source>
        <translation>The card could not be checked: earns. Present it again to redeem.</translation>
    </message>
    <message>
        <source>New card: earns once it is a member&apos;s. N enrols now.</source>
        <translation>New card: earns once it is a member&apos;s. N enrols now.</translation>
    </message>
    <message>
        <source>Paid exactly</source>
        <translation>Paid exactly</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Give back</translation>
    </message>
    <message>
        <source>%1 points earned</source>
        <translation>%1 points earned</translation>
    </message>
    <message>
        <source>%1 points taken back</source>
        <translation>%1 points taken back</translation>
    </message>
    <message>
        <source>%1 points redeemed</source>
        <translation>%1 points redeemed</translation>
    </message>
    <message>
        <source>%1 points given back</source>
        <translation>%1 points given back</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 left</translation>
    </message>
    <message>
        <source>Receipt printed</source>
        <translation>Receipt printed</translation>
    </message>
    <message>
        <source>No receipt printed</source>
        <translation>No receipt printed</translation>
    </message>
    <message>
        <source>comes back</source>
        <translation>comes back</translation>
    </message>
    <message>
        <source>%1 off</source>
        <translation>%1 off</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>VIP</source>
        <translation>VIP</translation>
    </message>
    <message>
        <source>member</source>
        <translation>member</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelled</translation>
    </message>
    <message>
        <source>%1 sold, %2 may come back</source>
        <translation>%1 sold, %2 may come back</translation>
    </message>
    <message>
        <source>%1 comes back</source>
        <translation>%1 comes back</translation>
    </message>
    <message>
        <source>Say: %1, only %2 more</source>
        <translation>Say: %1, only %2 more</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Sales</translation>
    </message>
    <message>
        <source>Cash expected</source>
        <translation>Cash expected</translation>
    </message>
    <message>
        <source>Cash counted</source>
        <translation>Cash counted</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>Variance</translation>
    </message>
    <message>
        <source>change %1</source>
        <translation>change %1</translation>
    </message>
    <message>
        <source>%1 stays due</source>
        <translation>%1 stays due</translation>
    </message>
    <message>
        <source>Stored value</source>
        <translation>Stored value</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>Voucher</translation>
    </message>
    <message numerus="yes">
        <source>%n to print</source>
        <translation>
            <numerusform>%n to print</numerusform>
            <numerusform>%n to print</numerusform>
        </translation>
    </message>
    <message>
        <source>Receipt is printing</source>
        <translation>Receipt is printing</translation>
    </message>
    <message>
        <source>Receipt waits for the printer</source>
        <translation>Receipt waits for the printer</translation>
    </message>
    <message>
        <source>Enter the PIN, or tap the staff card.</source>
        <translation>Enter the PIN, or tap the staff card.</translation>
    </message>
    <message>
        <source>Enter how much is put there, like 100.00.</source>
        <translation>Enter how much is put there, like 100.00.</translation>
    </message>
    <message>
        <source>Tap the gift card that is sold, or the member&apos;s card before.</source>
        <translation>Tap the gift card that is sold, or the member&apos;s card before.</translation>
    </message>
    <message>
        <source>Enter the article: its number or name.</source>
        <translation>Enter the article: its number or name.</translation>
    </message>
    <message>
        <source>Enter how many come back, like 1.</source>
        <translation>Enter how many come back, like 1.</translation>
    </message>
    <message>
        <source>Enter what was paid for them, like 12.50.</source>
        <translation>Enter what was paid for them, like 12.50.</translation>
    </message>
    <message>
        <source>Enter who approves it.</source>
        <translation>Enter who approves it.</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>Z report</translation>
    </message>
</context>
</TS>
